/** A table of texts as it is written in a test: a line of column names, then lines of a name and a text for each column. */
export interface Cell {
  readonly row: string;
  readonly column: string;
  readonly expected: string;
}

/** The cells of a table whose columns are two spaces or more apart. `-` is a cell that cannot be. */
export function cellsOf(table: string): Cell[] {
  const [head = [], ...rows] = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s{2,}/));
  return rows
    .flatMap(([row = '', ...texts]) => {
      if (texts.length !== head.length)
        throw new Error(`${row}: ${texts.length} cells for ${head.length} columns`);
      return head.map((column, index) => ({ row, column, expected: texts[index] ?? '' }));
    })
    .filter(({ expected }) => expected !== '-');
}
