import { refuse } from '../model/finding.ts';
import { filesFindings } from './appspec-revisions.ts';
import type { Platform } from './platform.ts';

const targets = 'AWS Lambda functions';

/** Traffic of an alias moves from one version of a function to another. */
export const lambda: Platform = {
  targets,
  nouns: { one: 'function', many: 'functions' },
  predefinedConfigurations: [
    'AllAtOnce',
    ...[5, 10, 15, 30].map((minutes) => `Canary10Percent${minutes}Minutes`),
    'Linear10PercentEvery1Minute',
    ...[2, 3, 10].map((minutes) => `Linear10PercentEvery${minutes}Minutes`),
  ].map((name) => `CodeDeployDefault.Lambda${name}`),
  deploys: 'appspec',
  // A bare stop leaves the alias split, and the next deployment fails until somebody clears its weights.
  interruptionPolicy: 'rollback',
  findings: (facts) => [
    ...filesFindings(targets, facts),
    ...(facts.inputs.waitFor === 'ready'
      ? [
          refuse(
            'wait-for: ready is for blue/green groups that wait before traffic moves. Deployments to AWS Lambda functions never do. Set wait-for to traffic-shift or completion.',
          ),
        ]
      : []),
  ],
  isWaitSatisfied: (waitFor, { targets: [target] }) =>
    waitFor === 'none' || (waitFor === 'traffic-shift' && target?.status === 'Succeeded'),
  isDone: () => false,
};
