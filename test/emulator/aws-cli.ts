import { execFileSync } from 'node:child_process';

/** Why tests with the AWS CLI are skipped; `false` where it is there. */
export const withoutAwsCli = hasAwsCli() ? false : 'the AWS CLI (aws) is not on this machine';

function hasAwsCli(): boolean {
  try {
    execFileSync('aws', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
