// A law: a clause tried on drawn layers, with no oracle. fast-check shrinks what fails, towards small sizes and zeros.

import { lstm } from '@gatefold/contract';
import { type Case, type Configs, defineCase, type Level } from '../case.ts';
import { anything, type Choice, withClaimedCells } from '../claimed.ts';
import type { Example, LawExample } from '../counterexample.ts';
import type { Lab } from '../lab.ts';
import { type Random, seeded } from '../random.ts';
import { lawTolerance } from '../tolerance.ts';
import { Mismatch, type Tolerance, type Values } from '../values.ts';
import { exampleOf, type Scenario, scenarios } from './scenario.ts';
import { search } from './search.ts';

/** An example with what laws ask of it. Its config has both flags; batch, timeSteps, inputDim and units differ. */
export interface Drawn extends Example {
  readonly inputDim: number;
  readonly units: number;
  readonly batch: number;
  readonly timeSteps: number;
  readonly tolerance: Tolerance;
  /** For what else the law draws. */
  readonly random: Random;
}

interface LawInput {
  readonly id: string;
  readonly clauses: readonly [string, ...string[]];
  readonly says: string;
  readonly levels?: readonly [Level, ...Level[]];
  readonly configs?: Configs;
  readonly claims?: Case['claims'];
  /** The activations of which the law holds; any unless it says so. */
  readonly choice?: Choice;
  /** Whether the law holds of weights, inputs and states that are all zero, so that shrinking may try them. */
  readonly zeros?: false;
  /** Whether it takes nothing of the example but its choices, and makes layers of its own: its message names those. */
  readonly own?: true;
  /** What it tries once, after the examples. */
  readonly once?: (lab: Lab) => Promise<void>;
  readonly check: (lab: Lab, drawn: Drawn) => Promise<void>;
}

export function law({ check, once, zeros, own, choice = anything, ...input }: LawInput): Case {
  const id = `law/${input.id}`;
  return defineCase({
    // What is drawn is drawn from the claims; there must be something to draw from.
    configs: (supports) => [withClaimedCells(supports, lstm({ units: 1 }), choice)],
    ...input,
    id,
    run: async (lab) => {
      const { seed, saved = [], savedOnly } = lab.settings;
      for (const example of saved) {
        if (example.law === id && 'x' in example) await replay(lab, example, check);
      }
      if (savedOnly) return;
      const failed = await search(
        lab,
        scenarios(lab.supports, choice, zeros !== false),
        (scenario) => check(lab, complete(exampleOf(scenario), lab)),
      );
      if (failed === undefined) return once?.(lab);
      const [found, shrunk] = [failed.found, failed.shrunk].map((scenario) => ({
        law: id,
        ...exampleOf(scenario),
      })) as [LawExample, LawExample];
      lab.failure = { seed, path: failed.path, found, shrunk };
      throw failure(failed.error, [
        own
          ? `with choices ${shrunk.choices}`
          : `with ${describeExample(shrunk)}${zeroParts(failed.shrunk)}`,
        failed.told,
      ]);
    },
  });
}

async function replay(lab: Lab, example: LawExample, check: LawInput['check']): Promise<void> {
  try {
    await check(lab, complete(example, lab));
  } catch (error) {
    lab.failure = { seed: lab.seed, found: example, shrunk: example };
    throw failure(error, [`with ${describeExample(example)}`, 'a counterexample that was saved']);
  }
}

/** A Mismatch stays one, so that the case fails; whatever else was thrown is an error of the backend. */
export function failure(thrown: unknown, lines: readonly string[]): Error {
  const message = [thrown instanceof Error ? thrown.message : String(thrown), ...lines].join('\n');
  return thrown instanceof Mismatch
    ? new Mismatch(message, {
        cause: thrown,
        ...(thrown.comparison === undefined ? {} : { comparison: thrown.comparison }),
      })
    : new Error(message, { cause: thrown });
}

/** `a gru of 2 units (tanh, sigmoid, resetAfter), batch 1, timeSteps 3, inputDim 4` */
function describeExample({ config: cell, x }: Example): string {
  const parts = [
    cell.activation,
    ...(cell.kind === 'simpleRNN' ? [] : [cell.recurrentActivation]),
    ...(cell.kind === 'gru' && cell.resetAfter ? ['resetAfter'] : []),
    ...(cell.useBias ? [] : ['no bias']),
  ];
  const [batch, timeSteps, inputDim] = x.shape;
  return `${cell.kind} units ${cell.units} (${parts.join(', ')}), batch ${batch}, timeSteps ${timeSteps}, inputDim ${inputDim}`;
}

function zeroParts({ zeroed }: Scenario): string {
  const names = Object.entries(zeroed).flatMap(([name, isZero]) => (isZero ? [name] : []));
  return names.length === 0 ? '' : `, all zeros in ${names.join(', ')}`;
}

function complete(example: Example, lab: Lab): Drawn {
  const { config, x } = example;
  const [batch, timeSteps, inputDim] = x.shape as [number, number, number];
  return {
    ...example,
    inputDim,
    units: config.units,
    batch,
    timeSteps,
    tolerance: lawTolerance(lab.supports.precision, config, inputDim, timeSteps),
    random: seeded(example.choices),
  };
}

/** A whole number below `bound`. */
export function below(random: Random, bound: number): number {
  return Math.floor(random() * bound);
}

/** One of a list. */
export function oneOf<T>(random: Random, list: readonly T[]): T {
  return list[below(random, list.length)] as T;
}

/** What a product, a difference or a sum with it would not forget. */
const spoiling = [Number.NaN, Infinity, -Infinity, 3e38];

/** The numbers of x [batch, timeSteps, inputDim], with NaN, infinities and huge ones in place of those of masked steps. */
export function spoiltWhereMasked(
  { shape, data }: Values,
  mask: { readonly data: Uint8Array },
): Float32Array {
  const inputDim = shape[2] as number;
  return data.map((value, index) => {
    const step = Math.floor(index / inputDim);
    return mask.data[step] === 1 ? value : (spoiling[step % spoiling.length] as number);
  });
}

/** A mask [batch, timeSteps] that keeps about two steps of three; one row in eight is masked throughout. */
export function drawMask(
  random: Random,
  batch: number,
  timeSteps: number,
): { shape: [number, number]; data: Uint8Array } {
  const data = new Uint8Array(batch * timeSteps);
  for (let row = 0; row < batch; row++) {
    const share = random() < 1 / 8 ? 0 : 2 / 3;
    for (let t = 0; t < timeSteps; t++) data[row * timeSteps + t] = random() < share ? 1 : 0;
  }
  return { shape: [batch, timeSteps], data };
}
