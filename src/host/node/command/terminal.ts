/** Where a command reads and writes. Colour only where somebody looks at it. */
export type Terminal = {
  out(line: string): void;
  err(line: string): void;
  readonly red: (text: string) => string;
  readonly input: NodeJS.ReadStream;
  /** Does somebody watch the errors' side? Progress is for them alone. */
  readonly isTerminal: boolean;
};

/** The terminal of this process. https://no-color.org is honoured. */
export const processTerminal = (): Terminal => {
  const isColoured = process.stdout.isTTY === true && !process.env.NO_COLOR;
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    red: (text) => (isColoured ? `\u001b[31m${text}\u001b[39m` : text),
    input: process.stdin,
    isTerminal: process.stderr.isTTY === true,
  };
};

/** Rows in columns, as wide as they must be. */
export const columns = (rows: readonly (readonly string[])[]): string[] => {
  const widths = rows.reduce<number[]>((most, row) => row.map((cell, n) => Math.max(most[n] ?? 0, cell.length)), []);
  return rows.map((row) =>
    row
      .map((cell, n) => cell.padEnd(widths[n] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};
