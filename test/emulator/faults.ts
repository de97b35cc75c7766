import { expired } from './credentials.ts';
import type { NamedError } from './error-answer.ts';
import type { RecordedRequest, Service } from './requests.ts';

/** What happens to a request in place of, or after, what it asks for. */
export type Effect =
  | { readonly kind: 'throttle' | 'expired-token' | 'access-denied' }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: 'service' | 'html';
      readonly after?: boolean;
    }
  | { readonly kind: 'error'; readonly name: string; readonly message: string; readonly status?: number }
  /** The connection breaks before the service has done anything, or after it has and before it says so. */
  | { readonly kind: 'reset-before' | 'reset-after' }
  /** No answer, ever. `after`, here and above: the service has done what was asked for. */
  | { readonly kind: 'hang'; readonly after?: boolean };

/** The request has its effect, whatever the client is told. */
export function isAfter(effect: Effect): boolean {
  return effect.kind === 'reset-after' || ('after' in effect && effect.after === true);
}

/** A fault that waits for requests. It is plain JSON, so that it can be sent over HTTP too. */
export interface Fault {
  readonly service: Service;
  /** As requests are recorded; `*` is every operation of the service. */
  readonly operation: string;
  readonly effect: Effect;
  /** Which of them; all when left out. Not for faults that come as JSON. */
  readonly of?: (request: RecordedRequest) => boolean;
  /** Requests that pass before the first that is hit; 0 when left out. */
  readonly skip?: number;
  /** Requests that are hit; 1 when left out. */
  readonly times?: number | 'always';
}

/** The faults that are set, in the order in which they were. */
export interface Faults {
  add(...faults: readonly Fault[]): void;
  clear(): void;
  /** The effect for this request, if one is due; counts the request. */
  take(request: RecordedRequest): Effect | undefined;
}

const services: readonly string[] = [
  'codedeploy',
  'lambda',
  'ecs',
  'elasticloadbalancing',
  's3',
  'github',
] satisfies Service[];
const effects: readonly string[] = [
  'throttle',
  'expired-token',
  'access-denied',
  'status',
  'error',
  'reset-before',
  'reset-after',
  'hang',
] satisfies Effect['kind'][];

/** A fault that came as JSON. Throws an Error that says what is wrong with it. */
export function readFault(value: unknown): Fault {
  const { service, operation, effect } = (value ?? {}) as Partial<Fault>;
  if (!services.includes(String(service))) throw new Error(`service is one of ${services.join(', ')}`);
  if (typeof operation !== 'string') throw new Error('operation is a name, or * for every operation');
  if (!effects.includes(String(effect?.kind))) throw new Error(`effect.kind is one of ${effects.join(', ')}`);
  return value as Fault;
}

interface Waiting {
  readonly fault: Fault;
  toSkip: number;
  left: number;
}

/** No faults. */
export function createFaults(): Faults {
  let waiting: Waiting[] = [];
  return {
    add(...faults) {
      for (const fault of faults) {
        const { skip = 0, times = 1 } = fault;
        waiting.push({ fault, toSkip: skip, left: times === 'always' ? Number.POSITIVE_INFINITY : times });
      }
    },
    clear() {
      waiting = [];
    },
    take(request) {
      const matching = waiting.filter(({ fault, left }) => left > 0 && isOf(fault, request));
      const due = matching.find((entry) => entry.toSkip === 0);
      for (const entry of matching) if (entry.toSkip > 0) entry.toSkip -= 1;
      if (due) due.left -= 1;
      return due?.fault.effect;
    },
  };
}

function isOf({ service, operation, of }: Fault, request: RecordedRequest): boolean {
  return (
    service === request.service &&
    (operation === '*' || operation === request.operation) &&
    (of === undefined || of(request))
  );
}

const throttled: Readonly<Record<Service, NamedError>> = {
  codedeploy: { name: 'ThrottlingException', message: 'Rate exceeded', status: 400 },
  elasticloadbalancing: { name: 'Throttling', message: 'Rate exceeded', status: 400 },
  ecs: { name: 'ThrottlingException', message: 'Rate exceeded', status: 400 },
  lambda: { name: 'TooManyRequestsException', message: 'Rate Exceeded.', status: 429 },
  s3: { name: 'SlowDown', message: 'Please reduce your request rate.', status: 503 },
  github: { name: 'Forbidden', message: 'You have exceeded a secondary rate limit.', status: 429 },
};

const expiredSession: Readonly<Record<Service, NamedError>> = {
  ...expired,
  github: { name: 'Unauthorized', message: 'Bad credentials', status: 401 },
};

const internalFailure = { name: 'InternalFailure', message: 'The request processing has failed.' };

const internal: Partial<Record<Service, Omit<NamedError, 'status'>>> = {
  ecs: { name: 'ServerException', message: 'Service Unavailable. Please try again later.' },
  lambda: { name: 'ServiceException', message: 'An error occurred and the request cannot be processed.' },
  s3: { name: 'InternalError', message: 'We encountered an internal error.' },
};

/** The error that an effect is answered with, in the words of the service; undefined when it is no such effect. */
export function errorOf(service: Service, effect: Effect, denied: NamedError): NamedError | undefined {
  switch (effect.kind) {
    case 'throttle':
      return throttled[service];
    case 'expired-token':
      return expiredSession[service];
    case 'access-denied':
      return denied;
    case 'error':
      return { name: effect.name, message: effect.message, status: effect.status ?? 400 };
    case 'status':
      if (effect.body === 'html') return undefined;
      return { ...(internal[service] ?? internalFailure), status: effect.status };
    default:
      return undefined;
  }
}
