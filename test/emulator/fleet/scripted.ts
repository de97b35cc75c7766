import { setTimeout as delay } from 'node:timers/promises';
import type { Agent, Diagnostics } from './agent.ts';
import type { Instance } from './fleet.ts';

/** What a scripted agent does in place of running anything. It is read at every event, so that a test can change it. */
export interface Plan {
  /** How long each lifecycle event takes, in milliseconds; 0 when left out. */
  eventTime?: number;
  /** What the events report; those that are not named succeed. */
  outcomes?: Readonly<Record<string, Diagnostics>>;
}

const succeeded: Diagnostics = { errorCode: 'Success', scriptName: '', message: 'Succeeded', logTail: '' };

/** An agent without files and processes, for fleets of a thousand. */
export function scriptedAgent(plan: Plan = {}): Agent {
  return {
    async execute({ event, signal }) {
      const { eventTime = 0, outcomes = {} } = plan;
      try {
        await delay(eventTime, undefined, { signal });
        return outcomes[event] ?? succeeded;
      } catch {
        return { ...succeeded, errorCode: 'UnknownError', message: `${event} was ended` };
      }
    },
  };
}

/** An EC2 instance with a scripted agent, to be given to `Fleet.add`. */
export function scriptedInstance(options: {
  id: string;
  tags: Readonly<Record<string, string>>;
  plan?: Plan;
}): Instance {
  return {
    id: options.id,
    kind: 'ec2',
    tags: Object.entries(options.tags).map(([key, value]) => ({ key, value })),
    root: '',
    environment: {},
    agent: scriptedAgent(options.plan),
    agentRunning: true,
  };
}

/** The id of the nth instance: `i-` and 17 hexadecimal digits, as EC2 has them. */
export function instanceId(n: number): string {
  return `i-${n.toString(16).padStart(17, '0')}`;
}
