// A module as text, a statement a line.

import wabt from 'wabt';

/** The functions of a module by their names. */
export async function disassemble(bytes: Uint8Array): Promise<ReadonlyMap<string, string>> {
  const tools = await wabt();
  const module = tools.readWasm(bytes, { readDebugNames: true, relaxed_simd: true, threads: true });
  try {
    module.applyNames();
    const text = module.toText({ foldExprs: true, inlineExport: false });
    return new Map(text.split(/\n(?= {2}\()/).flatMap(readFunction));
  } finally {
    module.destroy();
  }
}

function readFunction(text: string): [name: string, text: string][] {
  const name = /^ {2}\(func \$(\S+)/.exec(text)?.[1];
  return name === undefined ? [] : [[name, inLines(text)]];
}

/** Joins what belongs to one statement: all that is nested deeper than in blocks, which keep lines of their own. */
function inLines(text: string): string {
  const lines: string[] = [];
  let open = 0;
  for (const line of text.split('\n')) {
    const part = line.trim();
    if (open > 0) lines.push(`${lines.pop()} ${part}`);
    else lines.push(line);
    const isBlock = open === 0 && /^\((?:func|if|then|else|loop)\b/.test(part);
    if (!isBlock) open = Math.max(0, open + count(part, '(') - count(part, ')'));
  }
  return lines.join('\n');
}

function count(text: string, letter: string): number {
  return text.split(letter).length - 1;
}
