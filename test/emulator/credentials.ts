import type { IncomingMessage } from 'node:http';
import type { NamedError } from './error-answer.ts';
import type { Service } from './requests.ts';

/** The access keys that the emulator knows. Signatures are not checked: a secret key is never needed here. */
export interface Credentials {
  /** Makes an access key id known, as one that works or whose session has expired. */
  register(accessKeyId: string, state: 'valid' | 'expired'): void;
  /** What the service answers to a request with these credentials, if it refuses them. */
  problemOf(service: Service, request: IncomingMessage): NamedError | undefined;
}

/** The key that every emulator accepts. */
export const accessKeyId = 'AKIAIOSFODNN7EXAMPLE';
/** What goes with it where a client wants a secret: AWS's own example. */
export const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

/** The credentials of a new emulator. */
export function createCredentials(): Credentials {
  const states = new Map<string, 'valid' | 'expired'>([[accessKeyId, 'valid']]);
  return {
    register: (id, state) => void states.set(id, state),
    problemOf(service, request) {
      if (service === 'github') return undefined;
      const scope = scopeOf(request);
      // S3 has anonymous requests, and its handler refuses them.
      if (!scope) return service === 's3' ? undefined : { ...missing, status: statusOf(service) };
      const state = states.get(scope.accessKeyId);
      if (state === 'valid') return undefined;
      return (state === 'expired' ? expired : unknown)[service];
    },
  };
}

/** Lambda refuses with 403, services that speak JSON 1.1 with 400. */
function statusOf(service: Service): number {
  return service === 'lambda' ? 403 : 400;
}

const missing: NamedError = {
  name: 'MissingAuthenticationTokenException',
  message: 'Missing Authentication Token',
  status: 400,
};

const expiredToken = {
  name: 'ExpiredTokenException',
  message: 'The security token included in the request is expired',
};

/** The answers to a session that has expired. */
export const expired = {
  codedeploy: { ...expiredToken, status: 400 },
  ecs: { ...expiredToken, status: 400 },
  elasticloadbalancing: { ...expiredToken, name: 'ExpiredToken', status: 403 },
  lambda: { ...expiredToken, status: 403 },
  s3: { name: 'ExpiredToken', message: 'The provided token has expired.', status: 400 },
} as const satisfies Record<string, NamedError>;

const unrecognized = {
  name: 'UnrecognizedClientException',
  message: 'The security token included in the request is invalid.',
};

const unknown = {
  codedeploy: { ...unrecognized, status: 400 },
  ecs: { ...unrecognized, status: 400 },
  elasticloadbalancing: { ...unrecognized, name: 'InvalidClientTokenId', status: 403 },
  lambda: { ...unrecognized, status: 403 },
  s3: {
    name: 'InvalidAccessKeyId',
    message: 'The AWS Access Key Id you provided does not exist in our records.',
    status: 403,
  },
} as const satisfies Record<string, NamedError>;

/** The SigV4 scope that a request was signed for, in its header or its presigned query. */
export function scopeOf(request: IncomingMessage): { accessKeyId: string; region: string } | undefined {
  const header = /Credential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1];
  const query = new URLSearchParams((request.url ?? '').split('?')[1] ?? '').get('X-Amz-Credential');
  const [id, , region] = (header ?? query ?? '').split('/');
  return id && region ? { accessKeyId: id, region } : undefined;
}
