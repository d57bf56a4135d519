// A folder in which packages were installed by their names and nothing else, with the programs of smoke/alone.

import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../setup.mjs';
import type { Finished } from '../command.ts';
import type { Registry } from '../registry.ts';
import { failedRow, passedRow, type Row } from '../step.ts';
import { machineNode, useIn } from './machine.ts';

const programs = join(root, 'packages', 'workspace', 'smoke', 'alone');

/** The article's output, h and c in Keras 2's dialect, of which float32 keeps seven decimals. */
const articleNumbers = '0.0076782 0.0159769 0.0248067; 0.0248067; 0.0486485';

/** A folder in which something was installed. */
export interface Installed {
  /** For the names of rows. */
  readonly what: string;
  readonly folder: string;
  readonly installation: Finished;
}

/** Installs packages by their names into a folder that has nothing in it. */
export async function installInto(
  folder: string,
  { npmrc }: Registry,
  what: string,
  packages: readonly string[],
): Promise<Installed> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '.npmrc'), npmrc);
  const use = useIn(folder);
  const installation = await use('npm', 'install', '--no-audit', '--no-fund', ...packages);
  cpSync(programs, folder, { recursive: true });
  return { what, folder, installation };
}

/** What a program prints on the machine's own Node, or on another. */
export async function runOnNode(
  folder: string,
  program: string,
  node = machineNode,
): Promise<string> {
  const { ok, output } = await useIn(folder)(node, program);
  if (!ok) throw new Error(output);
  return output;
}

/** Passes when what is expected is printed: the article's numbers, unless it is something else. */
export async function printingRow(
  name: string,
  attempt: () => Promise<string>,
  expected = articleNumbers,
): Promise<Row> {
  try {
    const printed = await attempt();
    return printed === expected
      ? passedRow(name)
      : failedRow(name, `must print ${expected}, got ${printed}`);
  } catch (error) {
    return failedRow(name, error instanceof Error ? error.message : String(error));
  }
}
