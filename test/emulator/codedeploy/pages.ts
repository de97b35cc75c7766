import { exception } from './error.ts';

/** One page of a list, and the token of the next; the last page has none. */
export interface Page<Item> {
  readonly items: Item[];
  readonly nextToken?: string;
}

/** Cuts the page that a token asks for. Throws InvalidNextTokenException for a token that no page gave. */
export function page<Item>(items: readonly Item[], nextToken: string | undefined, size: number): Page<Item> {
  const start = nextToken === undefined ? 0 : offsetOf(nextToken);
  const end = start + size;
  return {
    items: items.slice(start, end),
    ...(end < items.length && { nextToken: Buffer.from(`offset:${end}`).toString('base64') }),
  };
}

function offsetOf(token: string): number {
  const offset = /^offset:(\d+)$/.exec(Buffer.from(token, 'base64').toString())?.[1];
  if (offset === undefined)
    throw exception('InvalidNextTokenException', `The next token is invalid: ${token}`);
  return Number(offset);
}
