// What fast-check draws: a few small layers of what the backend claims, and calls on them. Everything shrinks towards
// fewer calls, smaller sizes and plainer arguments.

import {
  type ActivationName,
  bidirectional,
  type CellConfig,
  gru,
  type LayerConfig,
  lstm,
  type MergeMode,
  simpleRNN,
  stacked,
  type Supports,
} from '@gatefold/contract';
import { missingSupport, placesOf } from '@gatefold/contract/author';
// By name, so that bundlers leave out what is not used.
import * as fc from 'fast-check';
import {
  anything,
  type CellVariant,
  claimedAmong,
  claimedCells,
  claimedGates,
  holds,
} from '../claimed.ts';
import type { Call, History, LayerPlan } from './history.ts';
import { Calls } from './shortest.ts';

/** `stacksInBoth`: a Bidirectional of stacks. */
type Form = 'cell' | 'stacked' | 'bidirectional' | 'stacksInBoth';

/** What a history is made of. What a backend does not claim is left out, whatever stands here. */
export interface Mix {
  /** Most layers in one history. */
  readonly layers: number;
  /** Most calls in one history. */
  readonly length: number;
  /** The call that comes first, where the others need one. */
  readonly first?: Call['do'];
  /** How often each call comes, against the others. */
  readonly calls: Readonly<Partial<Record<Call['do'], number>>>;
  /** How many times a call is repeated, at least and at most. */
  readonly times?: readonly [number, number];
  readonly masks?: true;
  /** Whether all layers go backwards, or each may. */
  readonly backwards?: 'all' | 'some';
  /** Whether all layers are stateful, or each may be. */
  readonly stateful?: 'all' | 'some';
  /** Whether a Bidirectional may have any mergeMode; if not, Keras's own. */
  readonly merges?: true;
  /** What layers may be; of one cell unless set. */
  readonly forms?: readonly Form[];
}

export function histories(supports: Supports, mix: Mix): fc.Arbitrary<History> {
  const layers = fc
    .tuple(
      layerParts(supports, mix),
      fc.array(twins(supports, mix), exactly(mix.layers - 1)),
      fc.constantFrom(undefined, undefined, undefined, 2, 3),
    )
    .map(([first, others, width]) =>
      [first, ...others].map((parts) => planOf(supports, parts ?? first, width)),
    );
  const kinds = calls(supports, mix);
  const any = Object.entries(mix.calls)
    .filter(([name]) => supports.streaming || !ofStreams.includes(name))
    .map(([name, weight]) => ({ weight, arbitrary: kinds[name as Call['do']] }));
  const more = fc.array(fc.oneof(...any), { minLength: 1, maxLength: mix.length, size: 'max' });
  const drawn =
    mix.first === undefined
      ? more
      : fc.tuple(kinds[mix.first], more).map(([begun, rest]) => [begun, ...rest]);
  return fc.noBias(
    fc
      .record({ calls: new Calls(drawn), layers })
      .map(({ calls: made, layers: plans }) => ({ layers: plans, calls: made })),
  );
}

const ofStreams: readonly string[] = ['open', 'push', 'pushes', 'rewind', 'close'];

const exactly = (length: number): { minLength: number; maxLength: number } => ({
  minLength: length,
  maxLength: length,
});

/** A layer beside the first, or null for one of the same config and weights. */
const twins = (supports: Supports, mix: Mix): fc.Arbitrary<LayerParts | null> =>
  fc.oneof(
    { weight: 3, arbitrary: layerParts(supports, mix) },
    { weight: 1, arbitrary: fc.constant(null) },
  );

/** Tells numbers from one another; another is not a smaller one. */
const k = fc.noShrink(fc.nat(9999));
/** The latest most often, and what is used twice meets itself. */
const index = fc.constantFrom(0, 0, 0, 1, 2, 3);
const size = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });

/** Null most often: its halves are what can be fed to other layers. */
const merges: readonly MergeMode[] = ['concat', null, null, 'sum', 'mul', 'ave'];

interface LayerParts extends Pick<LayerPlan, 'inputDim' | 'k'> {
  readonly cell: CellParts;
  readonly above: CellParts;
  readonly form: Form;
  readonly mergeMode: MergeMode;
  readonly flags: Readonly<
    Record<
      | 'returnSequences'
      | 'returnState'
      | 'goBackwards'
      | 'alignOutput'
      | 'stateful'
      | 'zeroOutputForMask',
      boolean
    >
  >;
}

function layerParts(supports: Supports, mix: Mix): fc.Arbitrary<LayerParts> {
  const flag = (wanted: 'all' | 'some' | undefined, claim: boolean): fc.Arbitrary<boolean> =>
    wanted === 'some' && claim ? fc.boolean() : fc.constant(wanted === 'all' && claim);
  const { goBackwards, alignOutput, stateful, masking } = supports;
  const isClaimed: Readonly<Record<Form, boolean>> = {
    cell: true,
    stacked: supports.stacked,
    bidirectional: supports.bidirectional,
    stacksInBoth: supports.stacked && supports.bidirectional,
  };
  const forms = (mix.forms ?? []).filter((name) => isClaimed[name]);
  return fc.record({
    cell: cellParts(supports),
    above: cellParts(supports),
    form: forms.length === 0 ? fc.constant('cell' as const) : fc.constantFrom(...forms),
    mergeMode: mix.merges ? fc.constantFrom(...merges) : fc.constant('concat' as const),
    flags: fc.record({
      // Most with both, so that there is something to hold and to feed back.
      returnSequences: fc.constantFrom(true, true, false),
      returnState: fc.constantFrom(true, true, false),
      goBackwards: flag(mix.backwards, goBackwards),
      alignOutput: flag(mix.backwards && 'some', alignOutput),
      stateful: flag(mix.stateful, stateful),
      zeroOutputForMask: flag(mix.masks && 'some', masking),
    }),
    inputDim: size(3),
    k,
  });
}

/** @param width  of x and of every cell, so that any layer can be fed what any other gives; of each its own, if none is said */
function planOf(
  supports: Supports,
  { form, mergeMode, flags, inputDim, k: numbers, ...parts }: LayerParts,
  width?: number,
): LayerPlan {
  const cell = cellOf(parts.cell, width);
  const cells = [cell, cellOf(parts.above, width)] as const;
  const { goBackwards: _, alignOutput: __, ...forward } = flags;
  const configs: Record<typeof form, () => LayerConfig> = {
    cell: () => ({ ...cell, ...flags }),
    stacked: () => stacked({ cells, ...flags }),
    bidirectional: () => bidirectional({ layer: { ...cell, ...forward } as never, mergeMode }),
    stacksInBoth: () =>
      bidirectional({ layer: stacked({ cells, ...forward }) as never, mergeMode }),
  };
  const drawn = configs[form]();
  const config = missingSupport(supports, drawn) === undefined ? drawn : configs.cell();
  return {
    config,
    inputDim: width ?? inputDim,
    k: numbers,
    scale: isTame(config) ? 1 / 4 : 1 / 32,
  };
}

/** Activations that keep numbers below 1: what is drawn where they are claimed. */
const smooth: readonly ActivationName[] = ['tanh', 'sigmoid', 'softsign', 'hardSigmoid'];

/** Whether no gate and no state can grow: weights of others are so small that a few hundred steps hardly matter. */
function isTame(config: LayerConfig): boolean {
  return placesOf(config).every(({ cell }) => smooth.includes(cell.activation) && holds(cell));
}

interface CellParts {
  readonly cell: CellVariant;
  readonly units: number;
  readonly activation: ActivationName;
  readonly recurrentActivation: ActivationName;
  readonly useBias: boolean;
}

function cellParts(supports: Supports): fc.Arbitrary<CellParts> {
  return fc.record({
    cell: fc.constantFrom(...claimedCells(supports)),
    units: size(4),
    activation: fc.constantFrom(
      ...claimedAmong(supports.activations, smooth, ...anything.activations),
    ),
    recurrentActivation: fc.constantFrom(...claimedGates(supports, anything)),
    useBias: fc.constantFrom(true, true, false),
  });
}

/** A layer's cell, without the flags. */
function cellOf(parts: CellParts, width: number = parts.units): CellConfig {
  const { cell, recurrentActivation, activation, useBias } = parts;
  const options = { units: width, activation, useBias };
  const config =
    cell.kind === 'simpleRNN'
      ? simpleRNN(options)
      : cell.kind === 'lstm'
        ? lstm({ ...options, recurrentActivation })
        : gru({ ...options, recurrentActivation, resetAfter: cell.resetAfter });
  return stacked({ cells: [config] }).cells[0];
}

function calls(supports: Supports, mix: Mix): Readonly<Record<Call['do'], fc.Arbitrary<Call>>> {
  const { masks = false, times = [2, 8] } = mix;
  const hasMasks = masks && supports.masking;
  const mask = hasMasks ? fc.boolean() : fc.constant(false);
  const layer = fc.nat(5);
  const x = fc.constantFrom('new', 'same', 'changed', 'output', 'output', 'output');
  // Often the same one, so that a stream, a stored state and a run can meet.
  const batch = fc.constantFrom(1, 2, 2, 3);
  // Now and then so many that a device takes another way: few, since a run costs what its steps do.
  const timeSteps = fc.oneof(
    { weight: 7, arbitrary: size(4) },
    { weight: 1, arbitrary: fc.constantFrom(17, 33, 70) },
  );
  const withState = {
    state: fc.constantFrom('none', 'none', 'numbers', 'kept', 'kept', 'mixed'),
    age: index,
    freed: fc.boolean(),
    k,
  };
  const repeated = fc.integer({ min: times[0], max: times[1] });
  // Few, so that what a device gathers until something is read is often more than one call.
  const read = fc.constantFrom(true, false, false, false);
  const refusals = [
    ...(['x', 'initialState', 'disposed', 'options'] as const),
    ...(mix.stateful === 'all' ? [] : (['resetState'] as const)),
    ...(mix.stateful === undefined ? [] : (['storedBatch'] as const)),
    ...(mix.calls.push === undefined ? [] : (['frame'] as const)),
    ...(hasMasks ? (['mask'] as const) : []),
  ];
  const fields: Record<Call['do'], Record<string, fc.Arbitrary<unknown>>> = {
    run: { layer, x, batch, timeSteps, mask, read, ...withState },
    repeat: { layer, batch, timeSteps, k, times: repeated, held: fc.boolean(), read },
    read: { age: index, how: fc.constantFrom('data', 'twice', 'target', 'dataSync') },
    free: { age: index, what: fc.constantFrom('result', 'output', 'state'), pending: fc.boolean() },
    refuse: { layer, what: fc.constantFrom(...refusals), k },
    rebuild: { layer, changed: fc.boolean(), k },
    // Whether a layer keeps the tensors that it is given shows here alone.
    reset: {
      layer,
      ...withState,
      state: fc.constantFrom('none', 'numbers', 'kept', 'kept', 'kept', 'mixed'),
    },
    open: { layer, batch, read: fc.boolean(), ...withState },
    push: { stream: index, timeSteps: fc.nat(3), x, age: index, mask, read: fc.boolean(), k },
    pushes: { stream: index, times: repeated, k },
    rewind: { stream: index, read: fc.boolean(), ...withState },
    close: { stream: index },
  };
  return Object.fromEntries(
    Object.entries(fields).map(([name, rest]) => [
      name,
      fc.record({ do: fc.constant(name), ...rest }),
    ]),
  ) as unknown as Record<Call['do'], fc.Arbitrary<Call>>;
}
