/** What a platform calls the places that it deploys to. */
export interface Nouns {
  readonly one: string;
  readonly many: string;
}

export const fileNouns: Nouns = { one: 'file', many: 'files' };

/** `1 instance`, `12 instances` */
export function counted(count: number, { one, many }: Nouns): string {
  return `${count} ${count === 1 ? one : many}`;
}
