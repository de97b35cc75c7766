import { uriComponent } from './escape.ts';

/** The AWS console's host for a region's partition; `undefined` for the isolated partitions. */
function consoleHost(region: string): string | undefined {
  if (region.startsWith('us-iso') || region.startsWith('eu-iso')) return undefined;
  if (region.startsWith('cn-')) return `${region}.console.amazonaws.cn`;
  if (region.startsWith('us-gov-')) return `${region}.console.amazonaws-us-gov.com`;
  if (region.startsWith('eusc-')) return `${region}.console.amazonaws-eusc.eu`;
  return `${region}.console.aws.amazon.com`;
}

/** The deployment in the AWS console; `undefined` when the partition's console is unknown. */
export function deploymentUrl(region: string, deploymentId: string): string | undefined {
  const host = consoleHost(region);
  return (
    host && `https://${host}/codesuite/codedeploy/deployments/${uriComponent(deploymentId)}?region=${region}`
  );
}

/** The application in the AWS console. */
export function applicationUrl(region: string, applicationName: string): string | undefined {
  const host = consoleHost(region);
  return (
    host &&
    `https://${host}/codesuite/codedeploy/applications/${uriComponent(applicationName)}?region=${region}`
  );
}

/** The instance in the AWS console; `undefined` for one that is not of EC2. */
export function ec2InstanceUrl(region: string, instanceId: string): string | undefined {
  const host = consoleHost(region);
  return host && /^i-[0-9a-f]{8,17}$/.test(instanceId)
    ? `https://${host}/ec2/home?region=${region}#InstanceDetails:instanceId=${instanceId}`
    : undefined;
}

/** A commit on the GitHub server of this run. */
export function commitUrl(serverUrl: string, repository: string, sha: string): string {
  return `${serverUrl}/${encodePath(repository)}/commit/${uriComponent(sha)}`;
}

/** The comparison of two commits on the GitHub server of this run. */
export function compareUrl(
  serverUrl: string,
  repository: string,
  { base, head }: { base: string; head: string },
): string {
  return `${serverUrl}/${encodePath(repository)}/compare/${uriComponent(base)}...${uriComponent(head)}`;
}

/** A line of a file in a commit; the first line is 1. */
export function fileUrl(
  { serverUrl, repository, sha }: { serverUrl: string; repository: string; sha: string },
  { file, line }: { file: string; line: number },
): string {
  return `${serverUrl}/${encodePath(repository)}/blob/${uriComponent(sha)}/${encodePath(file)}?plain=1#L${line}`;
}

function encodePath(path: string): string {
  return path.split('/').map(uriComponent).join('/');
}

/** A workflow run on the GitHub server of this run; `workflow` is `owner/repo/deploy.yml`. */
export function runUrl(serverUrl: string, { workflow, id }: { workflow: string; id: number }): string {
  return `${serverUrl}/${encodePath(workflow.split('/').slice(0, 2).join('/'))}/actions/runs/${id}`;
}
