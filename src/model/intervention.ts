import type { InterruptionPolicy } from './policies.ts';

/** Why the step did not wait any longer, and what it did about the deployment. */
export interface Intervention {
  /** A sentence. */
  readonly why: string;
  readonly policy: InterruptionPolicy;
  /** The input that asked for it. */
  readonly input: 'on-cancel' | 'on-timeout';
}
