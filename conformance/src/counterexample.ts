// What a law failed on, as data: an example that any language can read, and the file in which it is kept.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CellWeights, GRUConfig, LSTMConfig, SimpleRNNConfig } from '@gatefold/contract';
import type { History } from './histories/history.ts';
import type { Trial } from './laws/trial.ts';
import type { Values } from './values.ts';

/** A layer of one cell, in one direction. */
export type CellLayer<S extends boolean = boolean, R extends boolean = boolean> =
  SimpleRNNConfig<S, R> | LSTMConfig<S, R> | GRUConfig<S, R>;

/** A layer with all that a run of it needs. */
export interface Example {
  readonly config: CellLayer<true, true>;
  readonly weights: CellWeights;
  /** [batch, timeSteps, inputDim] */
  readonly x: Values;
  /** Leaves [batch, units] by path. */
  readonly initialState: Record<string, Values>;
  /** Seed of whatever else the law draws: masks, where to split. */
  readonly choices: number;
}

/** What a law about one layer failed on. */
export interface LawExample extends Example {
  /** `law/split` */
  readonly law: string;
}

/** What a law about histories failed on. */
export interface HistoryExample extends History {
  /** `law/history/streams` */
  readonly law: string;
}

/** What a law about sizes or pairs of choices failed on. */
export interface TrialExample {
  /** `law/pairs/core` */
  readonly law: string;
  readonly trial: Trial;
  /** Seed of the numbers. */
  readonly choices: number;
}

export type Counterexample = LawExample | HistoryExample | TrialExample;

/** How a law failed. */
export interface LawFailure {
  readonly seed: number;
  /** fast-check's way to the example; absent for one that came from a file. */
  readonly path?: string;
  /** As it was found, with every number drawn: a diagnosis sees most in it. */
  readonly found: Counterexample;
  /** As small as it could be made. */
  readonly shrunk: Counterexample;
  /** Of a history: the calls of the smallest one, as a program. */
  readonly program?: readonly string[];
}

const format = 'gatefold-counterexample/1';

/** Keeps a counterexample in a folder; the name holds the law and what it was drawn from. */
export function saveCounterexample(folder: string, example: Counterexample, told: object): string {
  mkdirSync(folder, { recursive: true });
  const from = 'calls' in example ? hashOf(JSON.stringify(example)) : example.choices;
  const file = join(folder, `${example.law.replaceAll('/', '-')}-${from}.json`);
  const text = JSON.stringify(
    { format, ...told, ...example },
    (_key, value: unknown) => (value instanceof Float32Array ? [...value] : value),
    2,
  );
  // Numbers of one list on one line.
  writeFileSync(
    file,
    `${text.replaceAll(/\[[^\]{"]*\]/g, (list) => list.replaceAll(/\s+/g, ' '))}\n`,
  );
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

/** @throws {Error} when the file is not what {@link saveCounterexample} writes */
export function readCounterexample(file: string): Counterexample {
  const read: unknown = JSON.parse(readFileSync(file, 'utf8'), (_key, value: unknown) =>
    isTensor(value) ? { shape: value.shape, data: Float32Array.from(value.data) } : value,
  );
  const { format: given, law } = read as { format?: string; law: string };
  if (given !== format) throw new Error(`${file} is no ${format} file`);
  if ('calls' in (read as object)) {
    const { layers, calls } = read as HistoryExample;
    return { law, layers, calls };
  }
  if ('trial' in (read as object)) {
    const { trial, choices } = read as TrialExample;
    return { law, trial, choices };
  }
  const { config, weights, x, initialState, choices } = read as LawExample;
  return { law, config, weights, x, initialState, choices };
}

function isTensor(value: unknown): value is { shape: number[]; data: number[] } {
  const { shape, data } = (value ?? {}) as { shape?: unknown; data?: unknown };
  return Array.isArray(shape) && Array.isArray(data);
}
