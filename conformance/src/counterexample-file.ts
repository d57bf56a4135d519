// The files in which what laws failed on is kept.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { caseOf, hasCase } from './cases.ts';
import type { Counterexample } from './counterexample.ts';
import { HarnessError } from './harness-error.ts';
import { fromJSON, toJSON } from './json.ts';
import { messageOf } from './message-of.ts';
import { schemaCheck } from './schema-check.ts';

const format = 'gatefold-counterexample/1';

/** Keeps a counterexample in a folder, in a file that is named for its law and by what is in it. */
export function saveCounterexample(folder: string, example: Counterexample, told: object): string {
  mkdirSync(folder, { recursive: true });
  // Nothing of an example becomes a path but the name of a case that the suite knows.
  const law = caseOf(example.law).id.replaceAll('/', '-');
  const file = join(folder, `${law}-${hashOf(toJSON(example))}.json`);
  writeFileSync(file, `${toJSON({ format, ...told, ...example }, 2)}\n`);
  return file;
}

/** A number that stands for a text: FNV-1a, 32 bits, so that the same history is kept once. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  }
  return hash;
}

/** Reads every counterexample of a folder; none when there is no folder. */
export function readCounterexamples(folder: string): Counterexample[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return [];
    throw error;
  }
  return names
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => readCounterexample(join(folder, name)));
}

/** @throws {HarnessError} when the file is not what {@link saveCounterexample} writes, of a law of this suite */
export function readCounterexample(file: string): Counterexample {
  const refuse = (why: string, options?: ErrorOptions): never => {
    throw new HarnessError(`the counterexample ${file} could not be read: ${why}`, options);
  };
  let content: Record<string, unknown>;
  try {
    content = JSON.parse(readFileSync(file, 'utf8')) as typeof content;
  } catch (error) {
    return refuse(messageOf(error), { cause: error });
  }
  if (content?.['format'] !== format) refuse(`it is no ${format} file`);
  const { law } = content;
  if (typeof law !== 'string' || !hasCase(law)) {
    refuse(
      `it is of ${String(law)}, which is no law of this version of the suite; remove the file, or use the version that wrote it`,
    );
  }
  const example = exampleIn(content);
  const complaint = check(example);
  if (complaint !== undefined) refuse(complaint);
  return fromJSON(toJSON(example)) as Counterexample;
}

const check = schemaCheck('report', 'counterexample');

/** Without what is told of it. */
function exampleIn(content: Record<string, unknown>): object {
  const { law, layers, calls, trial, config, weights, x, initialState, choices } = content;
  if (calls !== undefined) return { law, layers, calls };
  if (trial !== undefined) return { law, trial, choices };
  return { law, config, weights, x, initialState, choices };
}
