// From an empty folder to a first number: what the page on the first run says, typed word for word and timed.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { statedOutput } from '../../../../docs/test/program.ts';
import { snippetsOfMarkdown } from '../../../../docs/test/snippets.ts';
import { root } from '../../setup.mjs';
import { useIn } from '../consumers/machine.ts';
import type { Registry } from '../registry.ts';
import { failedRow, passedRow, type Row } from '../step.ts';

const page = join('docs', 'start', 'first-run.md');

/** On the machine's own Node. The time is that of the commands, without the reading and the typing. */
export async function firstNumberRow(registry: Registry, folder: string): Promise<Row> {
  const name = 'an empty folder to a first number';
  const text = readFileSync(join(root, page), 'utf8');
  const [, shell = ''] = /^```sh\n(.*?)^```$/ms.exec(text) ?? [];
  const [, file, run] = /Save this as `([\w.]+)`, and run it with `([^`]+)`/.exec(text) ?? [];
  const program = snippetsOfMarkdown(page, text).find(({ runsIn }) => runsIn === 'node');
  if (shell === '' || file === undefined || run === undefined || program === undefined) {
    return failedRow(name, `${page} must begin with commands, and a program that they run`);
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '.npmrc'), registry.npmrc);
  writeFileSync(join(folder, file), program.code);
  const commands = [...shell.trim().split('\n'), run];
  const start = performance.now();
  let printed = '';
  for (const command of commands) {
    const [tool = '', ...options] = command.split(' ');
    const { ok, output } = await useIn(folder)(tool, ...options);
    if (!ok) return failedRow(name, `${command}\n${output}`);
    printed = output;
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const stated = statedOutput(program.code);
  if (printed !== stated) return failedRow(name, `must print ${stated}, got ${printed}`);
  return passedRow(`${name}: ${commands.length} commands, ${seconds} s`);
}
