/** What someone may have meant by a text that an input does not accept: `undefined` when that can't be told. */
export type Meant = (text: string) => string | undefined;

/** The name at the end of an ARN: `shop` of `arn:aws:codedeploy:eu-west-1:111122223333:application:shop`. */
export const nameInArn: Meant = (text) => /^arn:[\w-]+:codedeploy:.*[:/]([^:/]+)$/.exec(text)?.[1];

/** A bucket that is written as a URI, an ARN or with the prefix behind it. */
export const bucketAlone: Meant = (text) => {
  const [, bucket, prefix] =
    /^(?:s3:\/\/|arn:[\w-]+:s3:::)?([a-z0-9][a-z0-9.-]+[a-z0-9])(?:\/(.*))?$/.exec(text) ?? [];
  if (bucket === undefined) return undefined;
  return prefix ? `${bucket}, with s3-prefix: ${prefix}` : bucket;
};

/** A key or prefix that is written with its bucket. */
export const keyAlone: Meant = (text) => {
  const [, bucket, key] = placeInBucket.exec(text) ?? [];
  if (bucket === undefined) return undefined;
  return key ? `${key}, with s3-bucket: ${bucket}` : `s3-bucket: ${bucket}`;
};

export const placeInBucket = /^(?:s3:\/\/|arn:[\w-]+:s3:::)([^/]+)(?:\/(.*))?$/;

/** A revision by its address on GitHub, by an ARN, or without its scheme. */
export const revisionUri: Meant = (text) => {
  const [, repository, sha] =
    /^(?:https:\/\/github\.com\/)?([\w.-]+\/[\w.-]+)(?:@|\/(?:commit|tree)\/)([0-9a-f]{40})$/i.exec(text) ??
    [];
  if (repository && sha) return `github://${repository}@${sha}`;
  const [, path] =
    /^(?:arn:[\w-]+:s3:::)?([a-z0-9][a-z0-9.-]+\/[^?]+\.(?:zip|tgz|tar|tar\.gz)(?:\?.*)?)$/.exec(text) ?? [];
  if (path) return `s3://${path}`;
  const [, deploymentId] = /\b(d-[A-Z0-9]{9})\b/.exec(text) ?? [];
  return deploymentId;
};

/** `1111-2222-3333`, as the console shows it. */
export const accountDigits: Meant = (text) => {
  const digits = text.replace(/[-\s]/g, '');
  return /^\d{12}$/.test(digits) ? digits : undefined;
};
