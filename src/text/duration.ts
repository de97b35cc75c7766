/** `0.4s`, `12s`, `1m 30s`, `2h 5m`: at most two units, with a decimal only below ten seconds. */
export function formatDuration(milliseconds: number): string {
  const exact = Math.max(0, milliseconds) / 1000;
  if (exact < 9.95) return `${exact.toFixed(1).replace(/\.0$/, '')}s`;
  const seconds = Math.round(exact);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${seconds % 60 ? ` ${seconds % 60}s` : ''}`;
  return `${Math.floor(minutes / 60)}h${minutes % 60 ? ` ${minutes % 60}m` : ''}`;
}
