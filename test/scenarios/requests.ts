import assert from 'node:assert/strict';
import type {
  CreateDeploymentInput,
  RegisterApplicationRevisionInput,
  StopDeploymentInput,
} from '@aws-sdk/client-codedeploy';
import type { RecordedRequest } from '../emulator/requests.ts';
import type { StageResult } from './stage.ts';

type Requests = Pick<StageResult, 'requests'>;

/** The bodies of the requests that tests look into. */
interface Bodies {
  readonly CreateDeployment: CreateDeploymentInput;
  readonly RegisterApplicationRevision: RegisterApplicationRevisionInput;
  readonly StopDeployment: StopDeploymentInput;
}

/** What a step reads before a deployment whose bundle is not in the bucket yet. */
export const lookingForBundle = ['GetDeploymentGroup', 'GetObject', 'HeadObject', 'ListDeployments'];

/** The same, when the bundle is in the bucket, and the group has had a deployment. */
export const findingBundle = ['GetDeployment', 'GetDeploymentGroup', 'HeadObject', 'ListDeployments'];

/** What a step reads while it follows a deployment. */
export const following = ['BatchGetDeploymentTargets', 'GetDeployment', 'ListDeploymentTargets'];

/** The operations of AWS that a step called, as {@link inFixedOrder} has them. */
export function operationsOf({ requests }: Requests): readonly string[] {
  return inFixedOrder(
    requests.filter(({ service }) => service !== 'github'),
    ({ operation }) => operation,
  );
}

/** The operations of a step that would change something, in their order. */
export function writesOf({ requests }: Requests): readonly string[] {
  return requests.map(({ operation }) => operation).filter((operation) => !isRead(operation));
}

/** What a step's only request of an operation asks for. */
export function requestOf<Operation extends keyof Bodies>(
  { requests }: Requests,
  operation: Operation,
): Bodies[Operation] {
  const [request, ...others] = requests.filter((one) => one.operation === operation);
  assert.ok(request, `${operation} was not called`);
  assert.equal(others.length, 0, `${operation} was called ${others.length + 1} times`);
  return request.body as Bodies[Operation];
}

/** What CreateDeployment asks for beside what every deployment has. */
export function settingsOf(result: Requests): Partial<CreateDeploymentInput> {
  const { applicationName, deploymentGroupName, revision, description, ...settings } = requestOf(
    result,
    'CreateDeployment',
  );
  return settings;
}

/**
 * A line for each request. Reads are repeated as often as polls happen, and those that are sent at the same time arrive
 * in any order: before, between and after the writes, each read is told once, and they are sorted.
 */
export function inFixedOrder(
  requests: readonly RecordedRequest[],
  lineOf: (request: RecordedRequest) => string,
): string[] {
  const lines: string[] = [];
  let reads = new Set<string>();
  for (const request of requests) {
    if (isRead(request.operation)) {
      reads.add(lineOf(request));
      continue;
    }
    lines.push(...[...reads].sort(), lineOf(request));
    reads = new Set();
  }
  return [...lines, ...[...reads].sort()];
}

export function isRead(operation: string): boolean {
  return /^(Get|List|BatchGet|Head|GET )/.test(operation);
}
