const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `0 B`, `1.2 MB`: in powers of 1000, with at most one decimal. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1000 ** power;
  // 999,950 kB and more would round up to 1000.0 kB.
  if (power < units.length - 1 && value >= 999.95) return `1.0 ${units[power + 1]}`;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
}
