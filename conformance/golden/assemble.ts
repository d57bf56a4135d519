// Puts together what Keras computed and what rounding may do, and refuses what nothing explains.

import { flagsOf } from '@gatefold/contract/author';
import { checksum, type DrawnGolden } from '../src/golden/draw.ts';
import type {
  Disagreement,
  Golden,
  GoldenSpec,
  Outcome,
  StoredCall,
  StoredTensor,
} from '../src/golden/golden.ts';
import { leafOf, leavesOf, mapOutcome, outcomeOf } from '../src/golden/outcome.ts';
import { deviations, type Exact, plainOutcomes } from './deviation.ts';
import { constantError, explain } from './explain.ts';
import { shortFloat32, significant } from './numbers.ts';
import type { AnsweredCall, AnsweredCase, WriterName } from './request.ts';

/** More weights than this are stored as their seed. */
const mostStoredWeights = 5000;

export type WriterAnswers = Readonly<Record<WriterName, AnsweredCase>>;
type Outcomes = readonly Outcome<Exact>[];

export async function assemble(
  spec: GoldenSpec,
  drawn: DrawnGolden,
  answers: WriterAnswers,
): Promise<Golden> {
  const plain = await plainOutcomes(spec, drawn);
  const rounding = await deviations(spec, drawn, plain);
  const f32 = rounding.map(({ deviation }) => deviation.f32);
  const main = 'float64' in answers['keras3-tensorflow'] ? 'keras3-tensorflow' : 'tf_keras';
  const truth = outcomesOf(spec, plain, answers[main], 'float64');
  const off = distance(truth, plain, f32, (D) => inFloat64(D) + constantError(spec.config));
  if (off > 1)
    throw new Error(`${spec.id}: ${main} and the plain backend are ${off} times too far apart`);
  const { agree, disagree } = compareWriters(spec, answers, truth, f32);
  const observed = drawn.calls.map((_, call) => {
    const numbers = (writer: WriterName): Outcome<number[]> =>
      mapOutcome(
        outcomesOf(spec, plain, answers[writer], 'float32')[call] as Outcome<Exact>,
        ({ data }) => Array.from(data, shortFloat32),
      );
    return {
      ...('float32' in answers['keras3-tensorflow']
        ? { keras3: numbers('keras3-tensorflow') }
        : {}),
      ...('float32' in answers.tf_keras ? { tf_keras: numbers('tf_keras') } : {}),
    };
  });
  return {
    id: spec.id,
    clauses: spec.clauses,
    config: spec.config,
    seed: drawn.seed,
    scale: spec.scale ?? 1,
    weights: storedWeights(drawn),
    calls: drawn.calls.map((given, call): StoredCall => {
      const { x, mask, initialState, reset } = given;
      return {
        x: stored(x),
        ...(mask === undefined ? {} : { mask: stored(mask) }),
        ...(initialState === undefined ? {} : { initialState: storedLeaves(initialState) }),
        ...(reset === undefined ? {} : { reset: reset === 'zeros' ? reset : storedLeaves(reset) }),
        truth: mapOutcome(truth[call] as Outcome<Exact>, ({ shape, data }) => ({
          shape,
          data: Array.from(data, significant),
        })),
        observed: observed[call] as StoredCall['observed'],
        ...(rounding[call] as (typeof rounding)[0]),
      };
    }),
    agree,
    disagree,
  };
}

function compareWriters(
  spec: GoldenSpec,
  answers: WriterAnswers,
  truth: Outcomes,
  deviation: readonly Outcome<readonly number[]>[],
): { agree: string[]; disagree: Disagreement[] } {
  const agree: string[] = [];
  const disagree: Disagreement[] = [];
  for (const [writer, answer] of Object.entries(answers)) {
    if ('none' in answer) continue;
    if ('error' in answer) {
      const clause = explain(spec, writer);
      if (clause === undefined) throw new Error(`${spec.id}: ${writer} raises ${answer.error}`);
      disagree.push({ writer, clause, raises: answer.error.split(':')[0] as string });
      continue;
    }
    const isExact = answer.float64 !== undefined;
    const outcomes = outcomesOf(spec, truth, answer, isExact ? 'float64' : 'float32');
    const off = distance(outcomes, truth, deviation, isExact ? inFloat64 : inFloat32);
    if (off <= 1) {
      agree.push(writer);
      continue;
    }
    const clause = explain(spec, writer);
    if (clause === undefined)
      throw new Error(`${spec.id}: nothing explains what ${writer} computes, off by ${off}`);
    const calls = outcomes.map((outcome) =>
      mapOutcome(outcome, ({ data }) => Array.from(data, (value) => Number(value.toPrecision(7)))),
    );
    disagree.push({ writer, clause, calls });
  }
  return { agree, disagree };
}

/** What float64 may be off by: 1e-12, and D at its roundoff, 2^-29 of float32's. */
const inFloat64 = (D: number): number => 1e-12 + 4 * D * 2 ** -29;

/** What float32 may be off by, for numbers of ordinary size. */
const inFloat32 = (D: number): number => 5e-7 + 4 * D;

/** The largest difference as a share of what is allowed. */
function distance(
  left: Outcomes,
  right: Outcomes,
  deviation: readonly Outcome<readonly number[]>[],
  allowed: (D: number) => number,
): number {
  let most = 0;
  for (const [call, outcome] of left.entries()) {
    for (const [name, { shape, data }] of leavesOf(outcome)) {
      const other = leafOf(right[call] as Outcome<Exact>, name).data;
      const steps = leafOf(deviation[call] as Outcome<readonly number[]>, name);
      for (const [index, value] of data.entries()) {
        const D = steps[Math.floor(index / (shape.at(-1) as number)) % steps.length] as number;
        const off = Math.abs(value - (other[index] as number));
        most = Math.max(most, off / allowed(D));
      }
    }
  }
  return most;
}

/** Names the flat lists of an answer, and checks their sizes. */
function outcomesOf(
  spec: GoldenSpec,
  shapes: Outcomes,
  answer: AnsweredCase,
  floatx: 'float32' | 'float64',
): Outcomes {
  const calls = 'float32' in answer ? answer[floatx] : undefined;
  if (calls === undefined) throw new Error(`${spec.id}: ${JSON.stringify(answer)}`);
  const { returnState } = flagsOf(spec.config);
  return shapes.map((outcome, call) => {
    const { outputs, states } = calls[call] as AnsweredCall;
    const lists = [...outputs, ...(returnState ? states : [])];
    const leaves = leavesOf(outcome);
    const sizes = leaves.map(([, { data }]) => data.length).join();
    if (lists.map(({ length }) => length).join() !== sizes) {
      throw new Error(
        `${spec.id}: sizes must be ${sizes}, got ${lists.map((list) => list.length).join()}`,
      );
    }
    return outcomeOf(
      leaves.map(([name, { shape }], index) => {
        return [name, { shape, data: Float64Array.from(lists[index] as number[]) }] as const;
      }),
    );
  });
}

function storedWeights({ weights }: DrawnGolden): Golden['weights'] {
  const count = Object.values(weights).reduce((sum, { data }) => sum + data.length, 0);
  return count > mostStoredWeights
    ? { kind: 'seed', checksum: checksum(weights) }
    : { kind: 'numbers', leaves: storedLeaves(weights) };
}

function stored({
  shape,
  data,
}: {
  shape: readonly number[];
  data: ArrayLike<number>;
}): StoredTensor {
  return { shape, data: Array.from(data, shortFloat32) };
}

function storedLeaves(leaves: DrawnGolden['weights']): Record<string, StoredTensor> {
  return Object.fromEntries(Object.entries(leaves).map(([path, leaf]) => [path, stored(leaf)]));
}
