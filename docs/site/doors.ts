// The doors of the published packages: what a program may import, and which page of the API reference shows it.

import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export interface Door {
  /** As an import names it: `@gatefold/contract/author`. */
  readonly name: string;
  /** Its declarations. */
  readonly file: string;
  /** Of its address, below api: `contract-author`. */
  readonly page: string;
  /** What it is for: the first sentence of its source. */
  readonly purpose: string;
}

/** Every door of the published packages that has types, the contract's first. */
export const doors: readonly Door[] = ['packages/*/package.json', 'conformance/package.json']
  .flatMap((pattern) => globSync(pattern, { cwd: root }).toSorted())
  .flatMap((file) => doorsOf(file));

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string | { readonly types?: string }>>;
}

function doorsOf(file: string): Door[] {
  const {
    name,
    private: isPrivate,
    exports = {},
  } = JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest;
  if (isPrivate) return [];
  return Object.entries(exports).flatMap(([path, target]) => {
    const types = typeof target === 'string' ? undefined : target.types;
    if (types === undefined) return [];
    const door = name + path.slice(1);
    const page = door.replace('@gatefold/', '').replaceAll('/', '-');
    const declarations = join(root, dirname(file), types);
    return [{ name: door, file: declarations, page, purpose: purposeOf(declarations) }];
  });
}

function purposeOf(declarations: string): string {
  const source = declarations.replace(/dist(.*)\.d\.ts$/, 'src$1.ts');
  const sentence = /^\/\/ (.*?\.)( |$)/m.exec(readFileSync(source, 'utf8'))?.[1];
  if (sentence === undefined)
    throw new Error(`${source}: must begin with a comment that says what it is for`);
  return sentence;
}
