/** What to do about a failure, by AWS's name for it: a sentence or two for the person who reads the log. */
export type Remedies = Readonly<Record<string, string>>;

/** The remedy for a name or code from AWS, which may be any text. */
export function remedyFor(remedies: Remedies, name: string): string | undefined {
  return Object.hasOwn(remedies, name) ? remedies[name] : undefined;
}
