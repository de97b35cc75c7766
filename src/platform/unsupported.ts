import { refuse } from '../model/finding.ts';
import type { Platform } from './platform.ts';

/** A platform that is new at AWS, and that this action cannot deploy to. It refuses every deployment. */
export function unsupported(targets: string): Platform {
  return {
    targets,
    nouns: { one: 'target', many: 'targets' },
    predefinedConfigurations: [],
    deploys: 'files',
    interruptionPolicy: 'stop',
    findings: () => [
      refuse(
        `The application is for ${targets}. This action deploys to EC2 and on-premises instances, AWS Lambda functions and Amazon ECS services. Check application-name, or look for a newer version of the action.`,
      ),
    ],
    isWaitSatisfied: () => false,
    isDone: () => false,
  };
}
