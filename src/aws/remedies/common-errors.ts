import { exceptionRemedies } from './exceptions.ts';
import type { Remedies } from './remedy.ts';

const unknownKey =
  'AWS does not know the access key. Check the credentials of this job and the region’s partition.';
const wrongSignature = 'Check the secret access key and the runner’s clock.';
const noCredentials =
  'Run aws-actions/configure-aws-credentials in a step before this one; with OIDC the job needs `permissions: id-token: write`.';
const serviceFault = 'AWS had an internal error. Run the job again.';
const throttled = exceptionRemedies['ThrottlingException'] ?? '';

/** By name of the errors that every operation can return (CodeDeploy API reference, "Common Errors"). */
export const commonErrorRemedies: Remedies = {
  AccessDeniedException: 'The role of this job lacks a permission.',
  ExpiredTokenException:
    'The AWS session has expired. Raise role-duration-seconds of aws-actions/configure-aws-credentials (and the maximum session duration of the role).',
  IncompleteSignature: 'The AWS credentials are malformed. Check how this job gets them.',
  InternalFailure: serviceFault,
  InvalidClientTokenId: unknownKey,
  InvalidSignatureException: wrongSignature,
  MissingAuthenticationTokenException: noCredentials,
  NotAuthorized: 'The role of this job lacks a permission.',
  OptInRequired: 'The AWS account is not subscribed to the service, or has not enabled the region.',
  RequestExpired: 'The clock of the runner is off by more than 15 minutes. Correct it.',
  RequestLimitExceeded: throttled,
  ServiceUnavailable: serviceFault,
  SignatureDoesNotMatch: wrongSignature,
  Throttling: throttled,
  TooManyRequestsException: throttled,
  UnknownOperationException:
    'Something other than CodeDeploy answered, or an outdated emulator of it. Check AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_CODEDEPLOY.',
  UnrecognizedClientException: unknownKey,
  ValidationException: 'CodeDeploy rejects a value of this step. Its message says which.',
};

interface NamelessFailure {
  /** What the user sees. */
  readonly seen: string;
  readonly remedy: string;
}

/** Failures without an AWS error name: AWS was not reached, or something else answered. */
export const namelessFailures = {
  noCredentials: { seen: 'There are no AWS credentials', remedy: noCredentials },
  unreadable: {
    seen: 'Something other than AWS answered the request',
    remedy: 'Check the proxy between the runner and AWS.',
  },
  unknownHost: {
    seen: 'getaddrinfo ENOTFOUND',
    remedy: 'Check aws-region, and the network of the runner.',
  },
  unreachable: {
    seen: 'connect ECONNREFUSED, socket hang up, self-signed certificate, no answer in time',
    remedy: 'AWS could not be reached. Check the network of the runner.',
  },
  serviceFault: { seen: 'HTTP 429 or 500 to 599', remedy: serviceFault },
} satisfies Record<string, NamelessFailure>;
