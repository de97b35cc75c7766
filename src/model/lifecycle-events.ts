/**
 * Lifecycle events that run scripts of the previous revision, because the new one is not on the instance yet
 * (CodeDeploy user guide, AppSpec "hooks" section; aws-codedeploy-agent 1.8.1, hook_executor.rb).
 */
export const eventsOfPreviousRevision: readonly string[] = [
  'BeforeBlockTraffic',
  'AfterBlockTraffic',
  'ApplicationStop',
];
