import { devNull } from 'node:os';

/** Keeps the machine's configuration out of each git that a test starts. */
Object.assign(process.env, { GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1' });
