/**
 * What differs from run to run is replaced in golden files: ids, versions, hashes, times, addresses, and what a poll
 * happened to see or to miss.
 */

const replacements: readonly [RegExp, string][] = [
  [/http:\/\/127\.0\.0\.1:\d+/g, '<emulator>'],
  [/\/\S*\/scenario-\w{6}\//g, '<temporary>/'],
  [/\b[0-9a-f]{64}\b/g, '<sha256>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uuid>'],
  [/\b[0-9a-f]{32}(-\d+)?\b/g, '<etag>'],
  [
    /(versionId(?:=|&#61;)|version |s3-version-id: |"version":"|&quot;version&quot;: &quot;)[\w.&#;-]{20,}/g,
    '$1<version>',
  ],
  [/\bi-(?!0000)[0-9a-f]{17}\b/g, 'i-<replacement>'],
  [/(#|&#35;)[0-9a-f]{8}(?=\]|&#93;)/g, '$1<token>'],
  // GetDeployment is asked before the targets are: what it says may be older than what they show.
  [/(:|&#58;) (Created|Queued|InProgress)(?=\.?(%0A|<br>|$))/gm, '$1 <under way>'],
  [/(\*\*Instances\*\* \|) (\d+ (pending|in progress)|no instances yet)(?= \|)/g, '$1 <under way>'],
  [/(Created|Queued|InProgress) for \d+(\.\d)?[sm]/g, 'InProgress for <time>'],
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '<date>'],
  [/request [0-9A-Za-z]{16,}/g, 'request <request>'],
  [
    /(\(|✅ |❌ |⏳ |Took\*\* \| |took\*\* \| |after |&nbsp;·&nbsp; )\d+(\.\d)?[smh]( \d+[smh])?/g,
    '$1<time>',
  ],
  [/```mermaid\n[\s\S]*?```\n\n/g, ''],
  [/\| \d+(\.\d)?[smh]( \d+[smh])?( each| to \d+(\.\d)?[smh]( \d+[smh])?)?(?= \|)/g, '| <time>'],
  [/\| (\*\*❌ )?\d+(\.\d)?(\*\*)?(?= \|)/g, '| $1<s>$3'],
];

/** A text in which nothing differs from run to run. */
export function normalise(text: string): string {
  const replaced = replacements.reduce((current, [pattern, by]) => current.replace(pattern, by), text);
  return numberDeployments(replaced);
}

/** Deployment ids become `d-1`, `d-2`, … in the order in which they appear. */
function numberDeployments(text: string): string {
  const ids = [...new Set(text.match(/\bd-[A-Z0-9]{9}\b/g))];
  return ids.reduce((current, id, index) => current.replaceAll(id, `d-${index + 1}`), text);
}

/** States on the way, which a poll sees or misses. */
const passing =
  /^(Deployment d-\w+: (Created|Queued|InProgress|Ready)|\S+ {2}\w+: InProgress|.* for .*instances?: .*)$/;

/** From here on, lines tell how a step ended. */
const ending = /^(Deployment \S+: (Succeeded|Failed|Stopped) \(|::error|wait-for is )/;

/**
 * The log without passing states. Which line of an instance comes before which of another, or of the step, depends on
 * the polls: the lines of each instance are together, between those before the end and those of it.
 */
export function normaliseLog(log: string): string {
  const lines = log.split('\n').filter((line) => !passing.test(line));
  const steps: string[] = [];
  const instances = new Map<string, string[]>();
  let instance: string | undefined;
  for (const line of lines) {
    instance = /^(\S+) {2}[\w, ]+:/.exec(line)?.[1] ?? (line.startsWith('  | ') ? instance : undefined);
    if (instance === undefined) steps.push(line);
    else instances.set(instance, [...(instances.get(instance) ?? []), line]);
  }
  const deploy = steps.indexOf('::group::Deploy');
  const end = steps.findIndex(
    (line, index) => ending.test(line) || (deploy >= 0 && index > deploy && line === '::endgroup::'),
  );
  const before = end < 0 ? steps : steps.slice(0, end);
  const sorted = [...instances].sort(([a], [b]) => a.localeCompare(b)).flatMap(([, own]) => own);
  return normalise([...before, ...sorted, ...steps.slice(before.length)].join('\n'));
}
