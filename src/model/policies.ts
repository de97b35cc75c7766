/** What users can choose: each type lists the values of an input. */

/** `wait-for`: how far the step follows the deployment. */
export type WaitFor = 'completion' | 'traffic-shift' | 'ready' | 'none';

/** `on-cancel` and `on-timeout`: what to do with a deployment that the step no longer follows. */
export type InterruptionPolicy = 'stop' | 'rollback' | 'leave';

/** `if-in-progress`: what to do about another deployment that is active in the group. */
export type ConcurrencyPolicy = 'wait' | 'stop' | 'fail';

/** `appspec-check`: how to report problems in an AppSpec file. */
export type AppSpecPolicy = 'error' | 'warn' | 'off';

/** `file-exists-behavior`. */
export type FileExistsBehavior = 'DISALLOW' | 'OVERWRITE' | 'RETAIN';
