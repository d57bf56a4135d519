// The packed packages under TypeScript, in each way in which it may find them; consumers/together.ts runs them.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../setup.mjs';
import type { Finished } from '../command.ts';
import type { Manifest } from '../packages.ts';

const installed = join(root, 'packages', 'workspace', 'node_modules');
const tsc = join(installed, 'typescript-7', 'bin', 'tsc');
const tsc6 = join(installed, 'typescript', 'bin', 'tsc6');

const asModule = 'ts';
const asCommonJs = 'cts';

interface Project {
  readonly compiler: string;
  readonly options: Readonly<Record<string, string>>;
  /** Of the article and the doors, which are modules or in CommonJS by their names. */
  readonly extension: typeof asModule | typeof asCommonJs;
}

const projects = {
  nodenext: { compiler: tsc, options: { module: 'nodenext' }, extension: asModule },
  bundler: {
    compiler: tsc,
    options: { module: 'esnext', moduleResolution: 'bundler' },
    extension: asModule,
  },
  'nodenext-cjs': { compiler: tsc, options: { module: 'nodenext' }, extension: asCommonJs },
  // What `module: commonjs` meant before TypeScript 6, and 7 no longer knows; it finds doors by typesVersions.
  'node10-cjs': {
    compiler: tsc6,
    options: { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' },
    extension: asCommonJs,
  },
} as const satisfies Readonly<Record<string, Project>>;

export type ProjectName = keyof typeof projects;
export const projectNames = Object.keys(projects) as readonly ProjectName[];

/** Writes the settings of every project, which check the declarations of every door. */
export function writeProjects(manifests: readonly Manifest[], folder: string): void {
  for (const extension of [asModule, asCommonJs]) {
    writeFileSync(join(folder, `doors.${extension}`), doorsProgram(manifests));
  }
  for (const [name, { options, extension }] of Object.entries(projects)) {
    const settings = { target: 'es2022', types: [], rootDir: '.', outDir: name, strict: true };
    const project = {
      compilerOptions: { ...settings, ...options, skipLibCheck: false },
      files: [`article.${extension}`, `doors.${extension}`],
    };
    writeFileSync(join(folder, `tsconfig.${name}.json`), JSON.stringify(project));
  }
}

/** Type-checks a project and runs what came of it. */
export async function compileAndRun(
  node: (...nodeArguments: string[]) => Promise<Finished>,
  name: ProjectName,
): Promise<Finished> {
  const { compiler, extension } = projects[name];
  const compiling = await node(compiler, '-p', `tsconfig.${name}.json`);
  if (!compiling.ok) return compiling;
  return node(join(name, `article.${extension.replace('ts', 'js')}`));
}

function doorsProgram(manifests: readonly Manifest[]): string {
  const doors = manifests.flatMap((manifest) => typedDoors(manifest));
  return doors.map((door, index) => `export * as door${index} from '${door}';\n`).join('');
}

/** What an import can name; a door named after an optional peer needs that peer, which an empty folder lacks. */
function typedDoors({ name, exports = {}, peerDependenciesMeta = {} }: Manifest): string[] {
  return Object.keys(exports)
    .filter((door) => !door.endsWith('.json') && !(door.slice(2) in peerDependenciesMeta))
    .map((door) => name + door.slice(1));
}
