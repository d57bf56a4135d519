// Bidirectional layers and stacks put together otherwise: clauses B and K. A kernel is told of neither, but a call with
// alignOutput is a half of a Bidirectional, or a cell of a stack below the last.

import type { CellConfig, LayerConfig } from '@gatefold/contract';
import { type MergeCall, stateLeaves } from '@gatefold/contract/author';
import { honestParts, type PlainCall } from '../plain/parts.ts';
import {
  type AnyState,
  type AnyTensor,
  backendMutant,
  type Mutant,
  partMutant,
  runMutant,
  withParts,
} from './mutant.ts';

const calling = (
  id: string,
  clause: string,
  says: string,
  change: (call: PlainCall) => Partial<PlainCall>,
): Mutant =>
  partMutant({
    id,
    clause,
    says,
    parts: { sequence: (call, run) => run({ ...call, ...change(call) }) },
  });

type Merge = (
  call: MergeCall<Float64Array>,
  honest: (call: MergeCall<Float64Array>) => void,
) => void;

const merging = (id: string, clause: string, says: string, merge: Merge): Mutant => {
  const { memory } = honestParts;
  return partMutant({
    id: `bidirectional/${id}`,
    clause,
    says,
    parts: { memory: { ...memory, merge: (call) => merge(call, (other) => memory.merge(other)) } },
  });
};

const mergeFor = (
  asked: MergeCall<Float64Array>['mode'],
  given: MergeCall<Float64Array>['mode'],
): Mutant =>
  merging(`${given}-for-${asked}`, 'B4', `mergeMode ${given} for ${asked}`, (call, honest) =>
    honest({ ...call, mode: call.mode === asked ? given : call.mode }),
  );

const isHalf = ({ alignOutput, returnSequences }: PlainCall): boolean =>
  alignOutput && !returnSequences;

type Directions = { forward: never; backward: never };

/** Changes what a Bidirectional is given or gives; other layers are left alone. */
const both = (
  id: string,
  clause: string,
  says: string,
  run: Parameters<typeof runMutant>[0]['run'],
): Mutant =>
  runMutant({
    id: `bidirectional/${id}`,
    clause,
    says,
    changesValues: true,
    run: (honest, x, options) =>
      honest.config.kind === 'bidirectional' ? run(honest, x, options) : honest.run(x, options),
  });

const exchanged = (value: unknown): Directions => {
  const { forward, backward } = value as Directions;
  return { forward: backward, backward: forward };
};

const hasTwin = (config: LayerConfig): boolean => {
  const leaves = stateLeaves(config);
  const widths = leaves.map(({ units }) => units).join();
  return (
    widths ===
    leaves
      .map(({ units }) => units)
      .toReversed()
      .join()
  );
};

const refusing = (
  id: string,
  clause: string,
  says: string,
  refuses: (config: LayerConfig) => boolean,
): Mutant =>
  backendMutant({
    id,
    clause,
    says,
    change: (plain) => ({
      layer: (config, weights) => {
        if (refuses(config)) throw new TypeError(`${says} is not there`);
        return plain.layer(config, weights);
      },
    }),
  });

const stackMutant = (
  id: string,
  clause: string,
  says: string,
  changesValues: boolean,
  change: (states: unknown[], cells: readonly CellConfig[]) => unknown,
): Mutant =>
  runMutant({
    id: `stacked/${id}`,
    clause,
    says,
    changesValues,
    run: ({ run, config }, x, options) => {
      const result = run(x, options);
      if (config.kind !== 'stacked' || result.state === undefined) return result;
      const states = result.state as unknown as unknown[];
      return withParts(result, { state: change(states, config.cells) });
    },
  });

export const compositionMutants: readonly Mutant[] = [
  calling('bidirectional/both-forwards', 'B1', 'a Bidirectional of two forward layers', (call) =>
    call.alignOutput ? { goBackwards: false } : {},
  ),
  calling(
    'bidirectional/not-turned-back',
    'B2',
    'a backward half left in the order of processing',
    () => ({ alignOutput: false }),
  ),
  partMutant({
    id: 'bidirectional/last-of-time',
    clause: 'B3',
    says: 'a backward half whose last output is that of the last x',
    parts: {
      sequence: (call, run) => {
        run(call);
        if (!isHalf(call) || !call.goBackwards) return;
        // The state after the first processed step, which is the last of time.
        const { batch, timeSteps, x, finalState } = call;
        const width = x.length / (batch * timeSteps);
        const lastX = new Float64Array(batch * width);
        for (let row = 0; row < batch; row++) {
          const start = (row * timeSteps + timeSteps - 1) * width;
          lastX.set(x.subarray(start, start + width), row * width);
        }
        const spare = { h: finalState.h.slice(), c: finalState.c.slice() };
        run({ ...call, timeSteps: 1, x: lastX, mask: null, finalState: spare });
      },
    },
  }),
  backendMutant({
    id: 'bidirectional/weights-exchanged',
    clause: 'W5',
    says: 'the weights of the directions exchanged',
    changesValues: true,
    change: (plain) => ({
      layer: (config, weights) => {
        const isTwin =
          config?.kind === 'bidirectional' &&
          config.layer?.kind !== 'stacked' &&
          JSON.stringify({ ...config.layer, goBackwards: true }) ===
            JSON.stringify(config.backwardLayer) &&
          (weights as Partial<Directions> | undefined)?.backward !== undefined;
        return plain.layer(config, isTwin ? exchanged(weights) : weights);
      },
    }),
  }),
  merging('concat-reversed', 'B4', 'concat with the backward half first', (call, honest) =>
    honest({
      ...call,
      forward: call.backward,
      forwardUnits: call.backwardUnits,
      backward: call.forward,
      backwardUnits: call.forwardUnits,
    }),
  ),
  mergeFor('sum', 'ave'),
  mergeFor('ave', 'sum'),
  mergeFor('mul', 'sum'),
  merging(
    'beyond-float32',
    'L17',
    'merged outputs that are finite to the next layer where they are read as infinity',
    (call, honest) => {
      honest(call);
      const { mode, forward, backward, output } = call;
      if (mode === 'sum') output.set(forward.map((y, k) => y + (backward[k] as number)));
    },
  ),
  both(
    'unmerged-exchanged',
    'B5',
    'forward and backward exchanged where nothing is merged',
    ({ run, config }, x, options) => {
      const result = run(x, options);
      if (config.kind !== 'bidirectional' || config.mergeMode !== null) return result;
      return withParts(result, { output: exchanged(result.output) });
    },
  ),
  both(
    'states-exchanged',
    'B6',
    'the states of the directions exchanged',
    ({ run, config }, x, options) => {
      const result = run(x, options);
      if (result.state === undefined || !hasTwin(config)) return result;
      return withParts(result, { state: exchanged(result.state) });
    },
  ),
  both(
    'initial-states-exchanged',
    'B7',
    'the initial states of the directions exchanged',
    ({ run, config }, x, options) =>
      options?.initialState === undefined || !hasTwin(config)
        ? run(x, options)
        : run(x, { ...options, initialState: exchanged(options.initialState) }),
  ),
  both(
    'initial-state-forward-only',
    'B7',
    'the forward initial state for both directions',
    ({ run, config }, x, options) => {
      if (options?.initialState === undefined || !hasTwin(config)) return run(x, options);
      const { forward } = options.initialState as Directions;
      return run(x, { ...options, initialState: { forward, backward: forward } });
    },
  ),
  calling(
    'bidirectional/mask-repeats',
    'B8',
    "Keras 2's Bidirectional, which repeats outputs at masked steps",
    ({ alignOutput }) => (alignOutput ? { zeroOutputForMask: false } : {}),
  ),
  calling(
    'bidirectional/mask-zeros-last',
    'B9',
    'a Bidirectional whose last output is zero under a mask',
    (call) => (isHalf(call) ? { zeroOutputForMask: true } : {}),
  ),
  calling(
    'bidirectional/mask-not-reversed',
    'B10',
    'a backward half that takes the mask first to last',
    (call) => {
      const { mask, timeSteps, alignOutput, goBackwards } = call;
      if (mask === null || !alignOutput || !goBackwards) return {};
      return {
        mask: mask.map((_, index) => {
          const t = index % timeSteps;
          return mask[index - t + timeSteps - 1 - t] as number;
        }),
      };
    },
  ),
  refusing(
    'bidirectional/one-kind',
    'B11',
    'a backwardLayer of another cell',
    (config) =>
      config?.kind === 'bidirectional' && config.backwardLayer?.kind !== config.layer?.kind,
  ),
  refusing(
    'bidirectional/no-stacks',
    'B14',
    'a stack in both directions',
    (config) => config?.kind === 'bidirectional' && config.layer?.kind === 'stacked',
  ),
  calling(
    'stacked/delayed',
    'K1',
    'a cell that reads the output of the one before a step late',
    ({ alignOutput, goBackwards, returnSequences, x, batch, timeSteps }) => {
      if (!alignOutput || !returnSequences || goBackwards) return {};
      const width = x.length / (batch * timeSteps);
      return {
        x: x.map((_, index) =>
          Math.floor(index / width) % timeSteps === 0 ? 0 : (x[index - width] as number),
        ),
      };
    },
  ),
  partMutant({
    id: 'stacked/last-of-lower',
    clause: 'K2',
    says: 'a cell that reads the last output of the one before at every step',
    parts: {
      sequence: (call, run) => {
        run(call);
        const { alignOutput, returnSequences, goBackwards, timeSteps, output, mask } = call;
        if (!alignOutput || !returnSequences || goBackwards || mask !== null) return;
        const { units } = call.prepared.cell;
        for (let row = 0; row < call.batch; row++) {
          const start = row * timeSteps * units;
          const last = output.slice(start + (timeSteps - 1) * units, start + timeSteps * units);
          for (let t = 0; t < timeSteps; t++) output.set(last, start + t * units);
        }
      },
    },
  }),
  calling(
    'stacked/mask-on-last-only',
    'K5',
    'a mask that gates the last cell alone',
    ({ alignOutput, zeroOutputForMask }) =>
      alignOutput && !zeroOutputForMask ? { mask: null } : {},
  ),
  backendMutant({
    id: 'stacked/backwards-ignored',
    clause: 'K6',
    says: 'a stack that takes the steps first to last whatever goBackwards says',
    changesValues: true,
    change: (plain) => ({
      layer: (config, weights) =>
        plain.layer(
          config?.kind === 'stacked' ? { ...config, goBackwards: false } : config,
          weights,
        ),
    }),
  }),
  stackMutant(
    'states-last-first',
    'K3',
    'the states of a stack last cell first, as before Keras 2.2.3',
    true,
    (states) => states.toReversed(),
  ),
  stackMutant(
    'alike-states-last-first',
    'K3',
    'the states of a stack of cells that are all alike, last cell first',
    true,
    (states, cells) => {
      const isAlike = new Set(cells.map((cell) => JSON.stringify(cell))).size === 1;
      return isAlike && states.length > 1 ? states.toReversed() : states;
    },
  ),
  runMutant({
    id: 'stacked/initial-state-of-first',
    clause: 'K4',
    says: 'a stack whose upper cells begin with zeros',
    changesValues: true,
    run: ({ run, config }, x, options) => {
      if (config.kind !== 'stacked' || !Array.isArray(options?.initialState))
        return run(x, options);
      const [first, ...rest] = options.initialState as AnyState[];
      const zeroed = rest.map((cell) =>
        Object.fromEntries(
          Object.entries(cell).map(([name, leaf]) => {
            const { shape } = leaf as AnyTensor;
            return [name, { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) }];
          }),
        ),
      );
      return run(x, { ...options, initialState: [first, ...zeroed] });
    },
  }),
  stackMutant(
    'one-cell-bare',
    'K7',
    'a stack of one cell whose state is in no list',
    false,
    (states) => (states.length === 1 ? states[0] : states),
  ),
];
