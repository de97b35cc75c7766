export interface Fitting<T> {
  /** Bytes for all texts together, with a line break after each. */
  readonly budget: number;
  readonly render: (item: T) => string;
}

/** The texts of the first items, as many as the budget takes, and the items that are left out. Renders no more. */
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
