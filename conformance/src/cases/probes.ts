// One activation of many numbers, seen through a cell: every other number of the cell is such that it can be undone.

import {
  type ActivationName,
  activationNames,
  gru,
  lstm,
  simpleRNN,
  type Supports,
  tensor,
} from '@gatefold/contract';
import { anything, type Choice, claimedCells, withClaimedActivations } from '../claimed.ts';
import type { CellLayer } from '../counterexample.ts';
import type { Lab } from '../lab.ts';
import { scalars } from '../plain/activations.ts';
import { probeTolerance } from '../tolerance.ts';
import { expectClose, filled, type Tolerance, type Values } from '../values.ts';

export interface Probe {
  /** `activation tanh of a gru` */
  readonly what: string;
  readonly config: CellLayer;
  /** W and b of the gates of one unit; U is zero. */
  readonly kernel: readonly number[];
  readonly bias: readonly number[];
  /** What each row begins with. */
  readonly state: number;
  /** The most that the activation may come to, where a backend may multiply it by the numerator of a quotient. */
  readonly largest?: number;
  /** The state that shows it. */
  readonly shows: 'h' | 'c';
  /** What must be shown where the activation is y. */
  readonly wanted: (y: number) => number;
}

/** A gate that is not shut, whatever is claimed: no activation is 0 at 1, and none is 1 at -1. */
const [open, halfOpen] = [1, -1];

/** As an activation, through every cell that is claimed; none where the activation is not. */
export function activationProbes(supports: Supports, name: ActivationName): Probe[] {
  if (!supports.activations.includes(name)) return [];
  return claimedCells(supports).map(({ kind, resetAfter }): Probe => {
    const what = `activation ${name} of a ${kind}`;
    if (kind === 'simpleRNN') {
      const config = simpleRNN({ units: 1, activation: name, returnState: true });
      return { what, config, kernel: [1], bias: [0], state: 0, shows: 'h', wanted: (y) => y };
    }
    const gates = supports.recurrentActivations.includes(name) ? { recurrentActivation: name } : {};
    const layer = { units: 1, activation: name, ...gates, returnState: true } as const;
    if (kind === 'lstm') {
      const config = withClaimedActivations(supports, lstm(layer));
      const i = scalars[config.recurrentActivation](open);
      const [kernel, bias] = [
        [0, 0, 1, 0],
        [open, 0, 0, 0],
      ];
      return { what, config, kernel, bias, state: 0, shows: 'c', wanted: (y) => i * y };
    }
    const config = withClaimedActivations(supports, gru({ ...layer, resetAfter }));
    const rest = 1 - scalars[config.recurrentActivation](halfOpen);
    const [kernel, bias] = [
      [0, 0, 1],
      [halfOpen, 0, 0],
    ];
    return { what, config, kernel, bias, state: 0, shows: 'h', wanted: (y) => rest * y };
  });
}

/** Activations that add nothing where their input is zero. */
const silent: Choice = {
  ...anything,
  activations: [activationNames.filter((name) => scalars[name](0) === 0), activationNames],
};

/**
 * Whether gates show through a candidate of the same activation: then both are asked of one layer, since a device compiles
 * each.
 */
function passes(name: ActivationName): boolean {
  const a = scalars[name];
  return a(0) === 0 && a(open) > 0.2 && a(a(open)) > 0.2;
}

/** As a recurrentActivation, through every gate but r: f keeps a c of 1, i lets a candidate in, o lets a c out, z keeps an h of 1. */
export function gateProbes(supports: Supports, name: ActivationName): Probe[] {
  if (!supports.recurrentActivations.includes(name)) return [];
  return claimedCells(supports).flatMap(({ kind, resetAfter }): Probe[] => {
    if (kind === 'simpleRNN') return [];
    const both = passes(name) && supports.activations.includes(name) ? { activation: name } : {};
    const layer = { units: 1, recurrentActivation: name, ...both, returnState: true } as const;
    const own = kind === 'lstm' ? lstm(layer) : gru({ ...layer, resetAfter });
    const config = withClaimedActivations(supports, own, silent);
    const [a, σ] = [scalars[config.activation], scalars[name]];
    const probe = (gate: string, seen: Omit<Probe, 'what' | 'config'>): Probe => ({
      what: `recurrentActivation ${name} of the ${gate} of a ${kind}`,
      config,
      ...seen,
    });
    if (kind === 'gru') {
      const wanted = (y: number): number => y + (1 - y) * a(0);
      return [probe('z', { kernel: [1, 0, 0], bias: [0, 0, 0], state: 1, shows: 'h', wanted })];
    }
    const out = a(σ(open) + σ(0) * a(0));
    return [
      probe('i', {
        ...{ kernel: [1, 0, 0, 0], bias: [0, 0, open, 0], state: 0, shows: 'c', largest: 1e30 },
        wanted: (y) => y * a(open),
      }),
      probe('f', {
        ...{ kernel: [0, 1, 0, 0], bias: [0, 0, 0, 0], state: 1, shows: 'c' },
        wanted: (y) => y + σ(0) * a(0),
      }),
      // A state of which the activation makes 0 shows no gate.
      ...(out === 0
        ? []
        : [
            probe('o', {
              ...{
                kernel: [0, 0, 0, 1],
                bias: [0, open, 0, 0],
                state: 1,
                shows: 'h',
                largest: 1e30,
              },
              wanted: (y) => y * out,
            }),
          ]),
    ];
  });
}

/**
 * Up to where nothing on the way leaves float32, where sums are no wider: squareplus squares x, and hardSilu may be x relu6(x + 3) / 6, as in torch.
 */
const largestIn: Readonly<Partial<Record<ActivationName, number>>> = {
  squareplus: 1.8e19,
  hardSilu: 5.6e37,
};

/** The largest number, on either side of zero, of which an activation is asked. */
export function largestPoint({ precision }: Supports, name: ActivationName): number {
  if (precision === 'f16') return largestHalf;
  return precision === 'f64' ? Infinity : (largestIn[name] ?? Infinity);
}

const largestHalf = 65504;

/** Runs each point as a row of one step and compares what is shown; `truths` has the activation of each point. */
export async function expectProbe(
  lab: Lab,
  { what, config, kernel, bias, state, shows, wanted, largest = Infinity }: Probe,
  name: ActivationName,
  allPoints: ArrayLike<number>,
  truths: ArrayLike<number>,
): Promise<void> {
  const { precision } = lab.supports;
  const most = Math.min(largest, largestPoint(lab.supports, name));
  const canBeHad = (point: number, y: number): boolean =>
    Math.max(Math.abs(point), Math.abs(y)) <= most &&
    // What is infinite on the way through a GRU is NaN or not by the order of operations.
    (config.kind !== 'gru' || Number.isFinite(Math.fround(y)));
  const kept = Array.from(allPoints, (_, k) => k).filter((k) =>
    canBeHad(allPoints[k] as number, truths[k] as number),
  );
  const [points, truth] = [allPoints, truths].map((all) => kept.map((k) => all[k] as number)) as [
    number[],
    number[],
  ];
  const rows = [points.length, 1];
  const hasTwoRows = config.kind === 'gru' && config.resetAfter;
  const weights = {
    kernel: tensor([kernel]),
    recurrentKernel: filled([1, kernel.length], 0),
    bias: tensor(hasTwoRows ? [bias, bias.map(() => 0)] : bias),
  };
  const x = tensor(points.map((point) => [[point]]));
  const h = filled(rows, state);
  const initialState = config.kind === 'lstm' ? { h: filled(rows, 0), c: h } : { h };
  const got = await lab.run(config, weights, x, { initialState });
  const near = probeTolerance(precision, name, points);
  const scale = Math.abs(wanted(1) - wanted(0));
  // An error of y is as large as its share of what is shown.
  const tolerance: Tolerance = (value, index) =>
    near(value, index) +
    (value === truth[index] ? 0 : (1 + scale) * near(truth[index] as number, index));
  const shown = tensor(truth.map((y) => [wanted(y)]));
  lab.note(expectClose(what, got.state[shows] as Values, shown, tolerance));
}
