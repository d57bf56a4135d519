// Libraries started in turn, each time in a process of its own.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { HarnessError } from '@gatefold/conformance';
import { seededRandom, shuffled } from '../random.ts';
import { modelWorkloads } from '../wasm/workloads.ts';
import type { Workload } from '../workloads.ts';
import type { StartAnswer, StartLetter } from './child.ts';
import { downloadOf } from './download.ts';
import { libraries } from './libraries.ts';
import { type Start, startRow, type StartRow } from './start-row.ts';

/** The smallest model in use: what is waited for is the start. */
const workload = modelWorkloads.find(({ name }) => name === 'vad-silero') as Workload;

/** The first row is ours. */
export async function runStarts({
  rounds,
  seed,
}: {
  readonly rounds: number;
  readonly seed: number;
}): Promise<readonly StartRow[]> {
  const names = Object.keys(libraries);
  const starts = new Map(names.map((name): [string, Start[]] => [name, []]));
  const versions = new Map<string, string>();
  const random = seededRandom(seed);
  // One round more, in which files come into the system's cache.
  for (let round = -1; round < rounds; round++) {
    for (const name of shuffled(random, names)) {
      const { start, version } = await startOnce({ library: name, workload });
      versions.set(name, version);
      if (round >= 0) starts.get(name)?.push(start);
    }
  }
  const ours = starts.get(names[0] as string) as Start[];
  const rows: StartRow[] = [];
  for (const [index, name] of names.entries()) {
    const about = {
      workload: workload.name,
      contender: name,
      version: versions.get(name) as string,
      download: await downloadOf(name),
    };
    const own = { ...about, starts: starts.get(name) as Start[] };
    rows.push(startRow(own, index === 0 ? null : ours));
  }
  return rows;
}

export async function startOnce(letter: StartLetter): Promise<StartAnswer> {
  const child = fork(join(import.meta.dirname, 'child.ts'), { serialization: 'advanced' });
  let answer: StartAnswer | undefined;
  child.once('message', (given) => (answer = given as StartAnswer));
  child.send(letter);
  await once(child, 'exit');
  if (answer === undefined) throw new HarnessError(`starts: ${letter.library} gave no answer`);
  return answer;
}
