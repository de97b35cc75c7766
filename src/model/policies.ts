/** What users can choose; each type has the words of an input. */

/** `wait-for`: how far the step follows the deployment. */
export type WaitFor = 'completion' | 'traffic-shift' | 'ready' | 'none';

/** `on-cancel` and `on-timeout`: what becomes of a deployment that the step can't follow any longer. */
export type InterruptionPolicy = 'stop' | 'rollback' | 'leave';

/** `if-in-progress`: what to do about another deployment that is active in the group. */
export type ConcurrencyPolicy = 'wait' | 'stop' | 'fail';

/** `appspec-check`: what problems of an AppSpec file mean. */
export type AppSpecPolicy = 'error' | 'warn' | 'off';

/** `file-exists-behavior`. */
export type FileExistsBehavior = 'DISALLOW' | 'OVERWRITE' | 'RETAIN';
