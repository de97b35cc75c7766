/** Why nothing is uploaded or deployed, with every reason. */
export function refusalText(reasons: readonly string[]): string {
  const end = 'Nothing was uploaded or deployed.';
  if (reasons.length === 1) return `${reasons[0]} ${end}`;
  const list = reasons.map((reason) => `- ${reason.replaceAll('\n', ' ')}`);
  return [`${reasons.length} things are in the way. ${end}`, ...list].join('\n');
}
