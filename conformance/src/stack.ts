// Where an error was thrown, as any engine of JavaScript tells it.

import { parseStack } from 'error-stack-parser-es/lite';

/** One call of those that led to an error. */
export interface StackFrame {
  readonly function?: string;
  /** A path, or an address. */
  readonly file: string;
  readonly line: number;
  /** Absent where an engine names the line alone. */
  readonly column?: number;
}

/** As many calls are told. */
const tellable = 12;

/** What Node puts before the stack of a syntax error: file and line, the line itself, and an arrow. */
const syntaxError = /^(file:\/\/\S+|\/\S+):(\d+)\n/;

/** The calls that led to an error, innermost first: of what it was caused by, where it tells that. */
export function stackOf(error: unknown): StackFrame[] {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  if (!(inner instanceof Error) || inner.stack === undefined) return [];
  const [, at, line] = syntaxError.exec(inner.stack) ?? [];
  if (at !== undefined) return [{ file: at, line: Number(line) }];
  return parseStack(inner.stack).flatMap(({ function: name, file, line: row, col }) => {
    if (file === undefined || row === undefined) return [];
    return {
      ...(name === undefined ? {} : { function: name }),
      // The parser takes the `async` of a call without a name for a part of its file.
      file: file.replace(/^async /, ''),
      line: row,
      ...(col === undefined ? {} : { column: col }),
    };
  });
}

/** `at run (my-backend.mjs:31:5)`, a line for each. */
export function stackLines(stack: readonly StackFrame[] = []): string[] {
  return stack.slice(0, tellable).map(({ function: name, file, line, column }) => {
    const place = [file, line, ...(column === undefined ? [] : [column])].join(':');
    return name === undefined ? `at ${place}` : `at ${name} (${place})`;
  });
}
