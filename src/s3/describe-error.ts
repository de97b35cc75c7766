import { isTransient } from '../aws/error-kinds.ts';
import { messageOf } from '../control/errors.ts';
import { singleLine } from '../text/escape.ts';
import { isEmptyAnswer, type S3Error, type S3Request, s3Remedies, s3StatusRemedies } from './remedies.ts';

/**
 * Says what an S3 error means and what to do, with S3's own message and the request id.
 * `undefined` when S3 did not answer with the error, and it is not a failure to reach S3.
 */
export function describeS3Error(thrown: unknown, request: S3Request): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const error: S3Error = thrown;
  const status = error.$metadata?.httpStatusCode;
  const place = `s3://${request.bucket}/${singleLine(request.key)}`;
  const failed =
    request.action === 's3:PutObject' ? `The upload to ${place} failed.` : `${place} could not be read.`;
  if (isCertificateError(error)) {
    return `${failed} The certificate of the server that answered for S3 in ${request.region} is not trusted. If there is a proxy in between, set NODE_EXTRA_CA_CERTS to its certificate in the environment of the runner. (${ownWords(error)})`;
  }
  if (status === undefined) {
    return !isTransient(error)
      ? undefined
      : `${failed} S3 in ${request.region} could not be reached. Check aws-region and the network of the runner. (${ownWords(error)})`;
  }
  const own = Object.hasOwn(s3Remedies, error.name) ? s3Remedies[error.name] : undefined;
  const remedy = own ?? s3StatusRemedies[status] ?? (status >= 500 ? s3StatusRemedies[500] : undefined);
  return [failed, remedy?.(request, error) ?? '', `(${ownWords(error)})`]
    .filter((part) => part !== '')
    .join(' ');
}

/** Recognizes the codes of OpenSSL and Node (Node.js documentation, "X.509 certificate error codes"). */
function isCertificateError(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  return /CERT|^UNABLE_TO_VERIFY|^HOSTNAME_MISMATCH$/.test(code);
}

/** `AccessDenied: Access Denied, status 403, request 8QJ…` */
function ownWords(error: S3Error): string {
  const { httpStatusCode, requestId } = error.$metadata ?? {};
  const said = isEmptyAnswer(error) ? 'S3 gave no reason' : `${error.name}: ${messageOf(error)}`;
  return singleLine(
    [said, httpStatusCode && `status ${httpStatusCode}`, requestId && `request ${requestId}`]
      .filter(Boolean)
      .join(', '),
  );
}
