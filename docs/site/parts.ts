// The parts of the repository and who imports whom, read from the sources: what the maps of contribute/parts.md draw.

import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '..', '..');

export interface Part {
  /** Short, for the drawing: `contract`. */
  readonly id: string;
  readonly purpose: string;
  /** What its sources import, by id. */
  readonly uses: readonly string[];
  /** What only its tests, its examples or its tools import beside that. */
  readonly triedWith: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly description: string;
}

/** Every package of this repository, those that import least first; the adapters are one. */
export function packages(): readonly Part[] {
  const patterns = ['packages/*/package.json', '{conformance,docs}/package.json'];
  const named = globSync(patterns, { cwd: root }).map((file) => {
    const { name, description } = JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest;
    return { id: packageOf(name), folder: dirname(file), purpose: description };
  });
  const adapters = {
    id: 'adapters',
    folder: 'conformance/adapters',
    purpose: 'The suite on published peers: tfjs, ONNX Runtime, Keras, PyTorch; writes the matrix',
  };
  const ids = new Set(named.map(({ id }) => id));
  const parts = [...named, adapters].map((part) => {
    const imported = (files: readonly string[]): string[] => {
      const names = files.flatMap((file) => importsOf(file)).map((path) => packageOf(path));
      return [...new Set(names)].filter((id) => id !== part.id && ids.has(id)).toSorted();
    };
    const sources = sourcesIn(part.folder);
    const uses = imported(sources.filter((file) => isShipped(file)));
    return {
      id: part.id,
      purpose: part.purpose,
      uses,
      triedWith: imported(sources).filter((id) => !uses.includes(id)),
    };
  });
  return parts.toSorted((a, b) => a.uses.length - b.uses.length || (a.id < b.id ? -1 : 1));
}

/** What lies beside the folders. */
const top = 'doors and data';

/** The folders of one package's sources. */
export function foldersOf(
  folder: string,
  purposes: Readonly<Record<string, string>>,
): readonly Part[] {
  const source = join(folder, 'src');
  const partOf = (file: string): string => {
    const [first = '', ...rest] = relative(source, file).split('/');
    return rest.length === 0 ? top : first;
  };
  const files = globSync(`${source}/**/*.ts`, { cwd: root });
  const strange = Object.keys(purposes).find((id) => !files.some((file) => partOf(file) === id));
  if (strange !== undefined) throw new Error(`${source}: there is no ${strange}`);
  return [...Map.groupBy(files, partOf)].map(([id, own]) => {
    const imported = own.flatMap((file) =>
      importsOf(file)
        .filter((path) => path.startsWith('.'))
        .map((path) => partOf(join(dirname(file), path))),
    );
    const purpose = purposes[id];
    if (purpose === undefined) throw new Error(`${source}: nobody says what ${id} is for`);
    const uses = [...new Set(imported)].filter((other) => other !== id).toSorted();
    return { id, purpose, uses, triedWith: [] };
  });
}

function sourcesIn(folder: string): string[] {
  const exclude = ['**/node_modules/**', '**/dist/**', '**/.reports/**', 'adapters/**', 'api/**'];
  const pattern = '**/*.{ts,mts,mjs,js,vue}';
  return globSync(pattern, { cwd: join(root, folder), exclude }).map((file) => join(folder, file));
}

/** Whether it is part of what the package does, and not of what tries it. */
function isShipped(file: string): boolean {
  return !/\/(test|examples|smoke|reproductions)\/|\.config\.\w+$/.test(file);
}

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'));
  return importedFiles.map(({ fileName }) => fileName);
}

/** Of `@gatefold/contract/author`: `contract`. */
function packageOf(path: string): string {
  return path.startsWith('@gatefold/') ? (path.split('/')[1] as string) : '';
}
