import { commonErrorRemedies, namelessFailures } from '../src/aws/remedies/common-errors.ts';
import { errorCodeRemedies, readyTimeoutRemedy } from '../src/aws/remedies/deployment-errors.ts';
import { exceptionRemedies } from '../src/aws/remedies/exceptions.ts';
import {
  agentMessages,
  lifecycleErrorRemedies,
  previousRevisionRemedy,
} from '../src/aws/remedies/lifecycle-errors.ts';
import { type S3Request, s3Remedies, s3StatusRemedies } from '../src/s3/remedies.ts';

type Row = readonly [seen: string, remedy: string];

/** Stands for what a message about S3 names. */
const s3Request: S3Request = { action: 's3:PutObject', bucket: 'BUCKET', key: 'KEY', region: 'REGION' };
const emptyAnswer = Object.assign(new Error(), { name: 'Unknown' });

/** docs/troubleshooting.md: every failure that the action knows, with what its message says to do about it. */
export function troubleshooting(): string {
  return `# Troubleshooting

A step that fails ends with one annotation: what happened, to what, and what to do. These tables have the same sentences,
listed by the name in the message. \`npm run docs\` makes them from \`src/aws/remedies/\` and \`src/s3/remedies.ts\`.

## An instance failed

The error code of the failed lifecycle event, as the annotation, the log and the summary show it:

${table('Error code', rowsOf(lifecycleErrorRemedies))}

For ApplicationStop, BeforeBlockTraffic and AfterBlockTraffic also: ${previousRevisionRemedy}

For most failures outside a script, the agent has no code of its own (\`UnknownError\`). Its message says:

${table(
  'Message',
  agentMessages.map(({ said, remedy }) => [said, remedy]),
)}

## The deployment failed or was stopped

The code of the deployment's own error:

${table('Code', rowsOf(errorCodeRemedies))}

\`TIMEOUT\` of a blue/green deployment that was stopped: ${readyTimeoutRemedy}

## CodeDeploy refused a request

${table('Exception', rowsOf(exceptionRemedies))}

## AWS refused any request

${table('Error', rowsOf(commonErrorRemedies))}

When AWS denies an action, the message names the statement that allows it, and the policy to add it to.
[iam.md](iam.md) has the whole policy.

## AWS was not reached

${table(
  'What is seen',
  Object.values(namelessFailures).map(({ seen, remedy }) => [seen, remedy]),
)}

## S3 refused the bundle

${table('Error', s3Rows())}
`;
}

function rowsOf(remedies: Readonly<Record<string, string>>): Row[] {
  return Object.entries(remedies).map(([name, remedy]) => [`\`${name}\``, remedy]);
}

function s3Rows(): Row[] {
  const named = Object.entries(s3Remedies).map(
    ([name, remedy]): Row => [`\`${name}\``, remedy(s3Request, emptyAnswer)],
  );
  const nameless = Object.entries(s3StatusRemedies).map(
    ([status, remedy]): Row => [`HTTP ${status}, without a reason`, remedy(s3Request, emptyAnswer)],
  );
  return [...named, ...nameless];
}

function table(heading: string, rows: readonly Row[]): string {
  const lines = rows.map(([seen, remedy]) => `| ${cell(seen)} | ${cell(remedy)} |`);
  return [`| ${heading} | What to do |`, '| --- | --- |', ...lines].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
