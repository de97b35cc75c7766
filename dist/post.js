/**
 * The post step. It is no matter of state: a main step that was killed before it could save any must not make its post step
 * deploy.
 */
process.argv[2] = 'post';
await import('./index.js');
export {};
