// What `expression; // => value` means. Imported by the programs that program.ts writes, so it runs in plain Node.

import { inspect } from 'node:util';

/**
 * Evaluates an expression and throws unless it is, or throws, what the comment states.
 *
 * @public
 */
export async function expectValue(
  evaluate: () => Promise<readonly [unknown]>, // in a list, so that a promise is not awaited unseen
  stated: string,
  place: string,
): Promise<void> {
  let found: string;
  let cause: unknown;
  try {
    const [value] = await evaluate();
    found = print(value);
  } catch (error) {
    cause = error;
    found = `throws ${error instanceof Error ? `${error.name}: ${error.message}` : print(error)}`;
  }
  if (agrees(found, stated)) return;
  throw new Error(`${place}\n  says ${tidy(stated)}\n  is   ${tidy(found)}`, { cause });
}

/** Prints a value the way comments write it: `Float32Array [2, 1, 3]`, `{ shape: [1, 4] }`, `'sigmoid'`. */
function print(value: unknown): string {
  return inspect(value, { breakLength: Infinity, depth: 8, maxArrayLength: null });
}

/**
 * Tells whether a printed value is the stated one.
 *
 * Spaces do not matter. A number is compared to as many decimals as are stated, one without decimals exactly.
 * `…` stands for any text.
 */
export function agrees(printed: string, stated: string): boolean {
  // Every second part is a number or an ellipsis.
  const parts = tidy(stated).split(/(…|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)/);
  const pattern = parts.map((part, index) => {
    if (index % 2 === 0) return part.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
    return part === '…' ? '.*?' : String.raw`(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)`;
  });
  const found = new RegExp(`^${pattern.join('')}$`, 's').exec(tidy(printed))?.slice(1);
  const numbers = parts.filter((part, index) => index % 2 === 1 && part !== '…');
  return found?.every((number, index) => isSameNumber(number, numbers[index] ?? '')) ?? false;
}

function isSameNumber(found: string, stated: string): boolean {
  const decimals = /^-?\d+\.(\d+)$/.exec(stated)?.[1]?.length;
  const rounded = decimals === undefined ? found : Number(found).toFixed(decimals);
  return Number(rounded) === Number(stated);
}

/** One spelling for `Float32Array(2) [ 1, 2 ]` and `Float32Array [1, 2]`, on however many lines. */
function tidy(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/([[{]) | (?=[\]}])/g, '$1')
    .replaceAll(/(\w+Array)\(\d+\) \[/g, '$1 [')
    .trim();
}
