// Where each clause is kept: the sources that name it in a comment, and the cases and tests that try it.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export interface Keepers {
  /** Files that say "clause M4" or "clauses M2 to M6" in a comment, from the root of the repository. */
  readonly code: readonly string[];
  /** Files of cases, laws, histories and goldens that name it. */
  readonly cases: readonly string[];
  /** Files of the contract's own tests with a title that begins with it. */
  readonly tests: readonly string[];
}

/** Reads the sources once; asked for each clause. */
export function readKeepers(): (id: string) => Keepers {
  const code = filesOf('packages/{contract,cpu,webgl}/src/**/*.ts').filter(
    ({ file }) => !file.startsWith('packages/contract/src/clauses'),
  );
  const cases = filesOf('conformance/src/{cases,laws,histories,golden/specs}/**/*.ts');
  const tests = filesOf('packages/contract/test/**/*.ts');
  return (id) => {
    const mention = new RegExp(String.raw`\b${id}\b`);
    const commented = ({ comments }: Source): boolean => comments.has(id);
    const named = ({ text, comments }: Source): boolean => mention.test(text) || comments.has(id);
    const those = (files: readonly Source[], is: (file: Source) => boolean): string[] =>
      files.filter(is).map(({ file }) => file);
    return {
      code: those(code, commented),
      cases: those(cases, named),
      tests: those(tests, named),
    };
  };
}

interface Source {
  readonly file: string;
  readonly text: string;
  /** The clauses that its comments name. */
  readonly comments: ReadonlySet<string>;
}

/** What follows the word `clause` in comments: `clause W6`, `Clauses S1, S2, M2 to M13`. */
export function clausesNamedIn(text: string): ReadonlySet<string> {
  const ids = new Set<string>();
  const comments = text.split('\n').filter((line) => /^\s*(\/\/|\/?\*)/.test(line));
  const list = /\bclauses? ((?:[A-Z]\d+(?:, | to | and )?)+)/gi;
  for (const [, named = ''] of comments.join('\n').matchAll(list)) {
    for (const [, letter, first, last = first] of named.matchAll(
      /([A-Z])(\d+)(?: to [A-Z](\d+))?/g,
    )) {
      for (let n = Number(first); n <= Number(last); n++) ids.add(`${letter}${n}`);
    }
  }
  return ids;
}

function filesOf(pattern: string): Source[] {
  return globSync(pattern, { cwd: root })
    .toSorted()
    .map((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      return { file, text, comments: clausesNamedIn(text) };
    });
}
