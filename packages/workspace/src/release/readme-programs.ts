// The programs of the READMEs, run from packages that each package manager has installed.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runInPage } from '../../../../docs/test/page-program.ts';
import { programOf } from '../../../../docs/test/program.ts';
import { type Snippet, snippetsOfMarkdown } from '../../../../docs/test/snippets.ts';
import { root } from '../../setup.mjs';
import { run } from '../command.ts';
import { inChromium } from '../consumers/in-chromium.ts';
import type { WorkspacePackage } from '../packages.ts';
import type { Registry } from '../registry.ts';
import { failedRow, passedRow, type Row } from '../step.ts';
import {
  commandOf,
  type Manager,
  managerEnvironment,
  managers,
  type NpmSettings,
  readNpmSettings,
} from './managers.ts';

const checks = join(root, 'docs', 'test');

/** That of the front page, and those of the packages, but for what says that it is no program. */
export function readmePrograms(published: readonly WorkspacePackage[]): readonly Snippet[] {
  const folders = [root, ...published.map(({ folder }) => folder)];
  return folders
    .map((folder) => relative(root, join(folder, 'README.md')))
    .flatMap((file) => snippetsOfMarkdown(file, readFileSync(join(root, file), 'utf8')))
    .filter(({ runsIn }) => runsIn !== null);
}

export async function* managerRows(
  programs: readonly Snippet[],
  registry: Registry,
  folder: string,
): AsyncGenerator<Row> {
  const settings = await readNpmSettings();
  for (const manager of managers) {
    const name = `READMEs by ${manager.name}`;
    const place = join(folder, manager.name.replaceAll(/\W+/g, '-'));
    try {
      const count = await runAll(manager, programs, { registry, settings }, place);
      yield passedRow(`${name}: ${count} programs`);
    } catch (error) {
      yield failedRow(name, error instanceof Error ? error.message : String(error));
    }
  }
}

interface Sources {
  readonly registry: Registry;
  /** They say where all other packages come from. */
  readonly settings: NpmSettings;
}

async function runAll(
  manager: Manager,
  programs: readonly Snippet[],
  { registry, settings }: Sources,
  folder: string,
): Promise<number> {
  const command = await commandOf(manager, join(folder, 'tool'));
  const project = join(folder, 'project');
  mkdirSync(project, { recursive: true });
  for (const [file, text] of Object.entries(manager.files(registry, settings.registry))) {
    writeFileSync(join(project, file), text);
  }
  const env = managerEnvironment(settings, join(folder, 'caches'));
  const succeed = async ([program = '', ...programArguments]: readonly string[]) => {
    const { ok, output } = await run(program, programArguments, { cwd: project, env });
    if (!ok) throw new Error(`${program} ${programArguments.join(' ')}\n${output}`);
  };
  const chosen = programs.filter(({ runsIn }) => runsIn === 'node' || manager.bundles);
  await succeed(manager.install(command, packagesIn(chosen)));
  for (const file of ['value.ts', 'page-value.ts']) cpSync(join(checks, file), join(project, file));
  for (const snippet of chosen) {
    const checker = snippet.runsIn === 'page' ? 'page-value' : 'value';
    const path = join(project, `${snippet.file.replaceAll('/', '.')}.${snippet.line}.ts`);
    writeFileSync(path, programOf(snippet, `./${checker}.ts`).text);
    if (snippet.runsIn === 'page') await inChromium((browser) => runInPage(browser, path));
    else await succeed(manager.runs(command, path));
  }
  return chosen.length;
}

/** What the programs import, as one installs it. */
function packagesIn(programs: readonly Snippet[]): readonly string[] {
  const names = programs.flatMap(({ code }) =>
    Array.from(code.matchAll(/(?:from|import) '((?:@[\w-]+\/)?[\w-]+)/g), ([, name = '']) => name),
  );
  return [...new Set(names)];
}
