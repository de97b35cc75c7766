/** A text that stands for a value in an AppSpec file, as in the files of AWS CodePipeline: `<TASK_DEFINITION>`. */
const placeholder = /<([A-Za-z_]\w*)>/g;

export interface Filled {
  readonly text: string;
  /** Placeholders without a value, with their lines from 1. */
  readonly left: readonly { readonly name: string; readonly line: number }[];
  /** Values that the text has no placeholder for. */
  readonly unused: readonly string[];
}

/** Puts values in the place of placeholders. A text without any comes back as it is. */
export function fillPlaceholders(text: string, values: ReadonlyMap<string, string>): Filled {
  const found = [...text.matchAll(placeholder)].map(({ 1: name = '', index }) => ({
    name,
    line: text.slice(0, index).split('\n').length,
  }));
  const used = new Set(found.map(({ name }) => name));
  return {
    text: text.replace(placeholder, (whole, name: string) => values.get(name) ?? whole),
    left: found.filter(({ name }) => !values.has(name)),
    unused: [...values.keys()].filter((name) => !used.has(name)),
  };
}
