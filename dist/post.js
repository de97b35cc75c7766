/** The post step, whatever the state: a main step that was killed before it could save any must not make it deploy. */
process.argv[2] = 'post';
await import('./index.js');
export {};
