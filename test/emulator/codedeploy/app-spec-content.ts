import { createHash } from 'node:crypto';
import type { RevisionLocation } from '@aws-sdk/client-codedeploy';
import { exception } from './error.ts';

/** The member of a location that holds the text of an AppSpec file, if one does. */
export function contentOf({ appSpecContent, string }: RevisionLocation) {
  return appSpecContent ?? string;
}

/** Throws InvalidRevisionException for a text that is missing or has another hash than the request says. */
export function checkContent(location: RevisionLocation): void {
  const held = contentOf(location);
  if (held === undefined) return;
  if (!held.content) throw exception('InvalidRevisionException', 'Content must be specified');
  if (held.sha256 !== undefined && held.sha256 !== sha256Of(held.content)) {
    throw exception('InvalidRevisionException', `The SHA256 of the content is not ${held.sha256}`);
  }
}

/** The location with the hash, which the service fills in where it was not given. */
export function withSha256(location: RevisionLocation): RevisionLocation {
  const { appSpecContent, string } = location;
  if (appSpecContent?.content) {
    const { content } = appSpecContent;
    return { ...location, appSpecContent: { content, sha256: sha256Of(content) } };
  }
  if (!string?.content) return location;
  return { ...location, string: { content: string.content, sha256: sha256Of(string.content) } };
}

function sha256Of(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
