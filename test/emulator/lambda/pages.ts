import { exception } from './error.ts';

/** The page that a Marker asks for, of MaxItems entries, and the Marker of the next. */
export function page<Item>(
  items: readonly Item[],
  { Marker: marker, MaxItems: size = 50 }: { Marker?: string | undefined; MaxItems?: number | undefined },
): { items: Item[]; NextMarker?: string } {
  const start = marker === undefined ? 0 : Number(Buffer.from(marker, 'base64').toString());
  if (!Number.isInteger(start)) {
    throw exception('InvalidParameterValueException', `The Marker is invalid: ${marker}`);
  }
  const end = start + size;
  return {
    items: items.slice(start, end),
    ...(end < items.length && { NextMarker: Buffer.from(String(end)).toString('base64') }),
  };
}
