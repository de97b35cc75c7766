export interface Fitting<T> {
  /** Bytes for all texts together, including a line break after each. */
  readonly budget: number;
  readonly render: (item: T) => string;
}

/** Renders as many of the first items as the budget allows, and returns the omitted items unrendered. */
export function fit<T>(
  items: readonly T[],
  { budget, render }: Fitting<T>,
): { shown: string[]; omitted: readonly T[] } {
  const shown: string[] = [];
  let room = budget;
  for (const item of items) {
    const text = render(item);
    room -= Buffer.byteLength(text) + 1;
    if (room < 0) break;
    shown.push(text);
  }
  return { shown, omitted: items.slice(shown.length) };
}
