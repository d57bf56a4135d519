// A real call through each door, and what must hold of any that is served: the rules of the clauses, said once more.

import assert from 'node:assert/strict';
import {
  type GateMove,
  type HostTensor,
  isRnnError,
  type Layer,
  type LayerConfig,
  lstm,
  type NestedNumbers,
  permuteGates,
  simpleRNN,
  sizeOf,
  stacked,
  tensor,
} from '../src/index.ts';
import { makeWeights, zeros } from './make-weights.ts';
import { builders, expectConfig, realConfigs } from './real-configs.ts';
import { tinyBackend } from './tiny-backend.ts';

type Args = unknown[];

export interface Door {
  readonly name: string;
  readonly realArguments: () => Args;
  /** Calls the door; what it gives checks what was served, and frees it. */
  readonly call: (given: Args) => () => void;
  readonly memory: () => unknown;
}

const [batch, timeSteps, inputDim, units] = [2, 3, 2, 2];
const backend = tinyBackend();

function door(name: string, realArguments: () => Args, call: Door['call']): Door {
  return { name, realArguments, call, memory: () => backend.memory() };
}

/** A fresh copy: what a call is given is changed. */
function fresh<T>(value: T): T {
  return structuredClone(value);
}

function counted(...shape: number[]): HostTensor {
  return { shape, data: Float32Array.from({ length: sizeOf(shape) }, (_, k) => k + 1) };
}

const builderDoors = Object.entries(realConfigs).map(([kind, config]) =>
  door(
    kind,
    () => [fresh(config)],
    ([options]) => {
      const made = builders[kind as LayerConfig['kind']](options);
      return () => expectConfig(made, options);
    },
  ),
);

/** Cells as users give them: layers, whose flags must be off. */
const stackDoor = door(
  'stacked of layers',
  () => [{ cells: [lstm({ units }), { kind: 'gru', units: 3 }, simpleRNN({ units })] }],
  ([options]) => {
    const made = stacked(options as never);
    return () => expectConfig(made, options);
  },
);

// Tensors.

/** E1 to E3 and E25, for a tensor that was taken. */
function expectHostTensor(value: unknown): asserts value is HostTensor {
  const { shape, data } = value as HostTensor;
  assert.ok(Array.isArray(shape));
  for (const size of shape) assert.ok(Number.isSafeInteger(size) && size >= 0);
  assert.equal(Object.prototype.toString.call(data), '[object Float32Array]');
  assert.equal(
    data.length,
    shape.reduce((product, size) => product * size, 1),
  );
}

function flatten(values: unknown): number[] {
  return typeof values === 'number'
    ? [Math.fround(values)]
    : Array.from(values as ArrayLike<unknown>).flatMap(flatten);
}

const tensorDoors = [
  () => [
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
  ],
  () => [
    [1, 2, 3, 4, 5, 6],
    [1, 2, 3],
  ],
  () => [Float32Array.of(1, 2, 3, 4, 5, 6), [3, 2]],
].map((realArguments) =>
  door('tensor', realArguments, ([values, shape]) => {
    const made = tensor(values as NestedNumbers, shape as number[]);
    return () => {
      expectHostTensor(made);
      assert.deepEqual([...made.data], flatten(values));
      assert.notEqual(made.data, values);
      if (shape !== undefined) assert.deepEqual(made.shape, [...(shape as number[])]);
    };
  }),
);

const helperDoors = [
  door(
    'permuteGates',
    () => [counted(3, 8), { units, from: 'ifgo', to: 'iofg' }],
    ([weight, move]) => {
      const moved = permuteGates(weight as HostTensor, move as GateMove);
      return () => {
        expectHostTensor(weight);
        const { from, to, units: width } = move as GateMove;
        assert.ok(weight.shape.length <= 2);
        assert.equal(weight.shape.at(-1), from.length * width);
        assert.deepEqual(permuteGates(moved, { units: width, from: to, to: from }), {
          shape: [...weight.shape],
          data: Float32Array.from(weight.data),
        });
      };
    },
  ),
  door(
    'sizeOf',
    () => [[2, 3]],
    ([shape]) => {
      const size = sizeOf(shape as number[]);
      return () => assert.ok(Number.isSafeInteger(size) && size >= 0);
    },
  ),
  door(
    'isRnnError',
    () => [{ isRnnError: true }],
    ([error]) => {
      const answer = isRnnError(error);
      return () => assert.equal(typeof answer, 'boolean');
    },
  ),
];

// Layers. The tiny backend's h_t is h_{t-1} plus the first feature of x_t where the mask keeps the step.

const layerDoors = Object.values(realConfigs).map((config) =>
  door(
    `layer of ${config.kind}`,
    () => [fresh(config), makeWeights(config, inputDim)],
    ([given, weights]) => {
      const layer: Layer = backend.layer(given as LayerConfig, weights as never);
      return () => {
        expectConfig(layer.config, given);
        expectWeights(layer.config, weights, layer.inputDim);
        const result = layer.run(zeros(batch, timeSteps, layer.inputDim));
        result.dispose();
        layer.dispose();
      };
    },
  ),
);

/** E4 to E6: every tensor of the weights is of the shape that zeros for this config have. */
function expectWeights(config: LayerConfig, weights: unknown, width: number): void {
  const shapesIn = (tree: unknown): unknown => {
    const { shape } = tree as { shape?: unknown };
    if (!Array.isArray(tree) && shape !== undefined) {
      expectHostTensor(tree);
      return [...tree.shape];
    }
    return Object.fromEntries(
      Object.entries(Array.isArray(tree) ? [...tree] : (tree as object)).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, shapesIn(value)]],
      ),
    );
  };
  assert.deepEqual(shapesIn(weights), shapesIn(makeWeights(config, width)));
}

const config = lstm({ units, returnSequences: true, returnState: true });
const layer = backend.layer(config, makeWeights(config, inputDim));
const stateful = lstm({ units, stateful: true });
const keeper = backend.layer(stateful, makeWeights(stateful, inputDim));

interface Options {
  readonly mask?: { readonly shape: readonly number[]; readonly data: ArrayLike<number | boolean> };
  readonly initialState?: { readonly h: HostTensor; readonly c: HostTensor };
}

function expectOptions(options: unknown, known: readonly string[]): asserts options is Options {
  for (const key of Object.keys(options as object)) assert.ok(known.includes(key));
  assert.ok([Object.prototype, null].includes(Object.getPrototypeOf(options)));
}

function expectState(
  state: unknown,
  rows: number,
): asserts state is NonNullable<Options['initialState']> {
  assert.deepEqual(Object.keys(state as object).toSorted(), ['c', 'h']);
  for (const leaf of Object.values(state as object) as unknown[]) {
    expectHostTensor(leaf);
    assert.deepEqual([...leaf.shape], [rows, units]);
  }
}

/** E11: an entry for each step of each row, a number or a boolean. */
function expectMask({ shape, data }: NonNullable<Options['mask']>, rows: readonly number[]): void {
  const [last = 1, ...more] = shape.slice(rows.length);
  assert.deepEqual([...shape.slice(0, rows.length), last, ...more], [...rows, 1]);
  assert.equal(
    data.length,
    rows.reduce((product, size) => product * size, 1),
  );
  for (const entry of Array.from(data)) assert.ok(['number', 'boolean'].includes(typeof entry));
}

/** y of every step [rows, steps, units]: h, or zeros before the first step that the mask keeps (M4). */
function expectedOutput(x: HostTensor, { mask, initialState }: Options): number[] {
  const [rows, steps] = x.shape as [number, number];
  const output: number[] = [];
  for (let row = 0; row < rows; row++) {
    const h = Array.from({ length: units }, (_, u) => initialState?.h.data[row * units + u] ?? 0);
    let y = h.map(() => 0);
    for (let t = 0; t < steps; t++) {
      const at = row * steps + t;
      if (mask === undefined || (mask.data[at] !== 0 && mask.data[at] !== false)) {
        for (let u = 0; u < units; u++) {
          h[u] = Math.fround((h[u] as number) + (x.data[at * inputDim] as number));
        }
        y = [...h];
      }
      output.push(...y);
    }
  }
  return output;
}

const realState = () => ({ h: counted(batch, units), c: counted(batch, units) });
const realMask = () => ({ shape: [batch, timeSteps], data: [1, 0, 1, true, false, 1] });

const callDoors = [
  door(
    'run',
    () => [counted(batch, timeSteps, inputDim), { mask: realMask(), initialState: realState() }],
    ([x, options]) => {
      const result = layer.run(x as HostTensor, options as object);
      return () => {
        expectHostTensor(x);
        const [rows, steps, width] = x.shape as [number, number, number];
        assert.deepEqual([x.shape.length, width], [3, inputDim]);
        const given: unknown = options ?? {};
        expectOptions(given, ['mask', 'initialState']);
        if (given.mask !== undefined) expectMask(given.mask, [rows, steps]);
        if (given.initialState !== undefined) expectState(given.initialState, rows);
        assert.deepEqual(result.output.shape, [rows, steps, units]);
        assert.deepEqual([...result.output.dataSync()], expectedOutput(x, given));
        result.dispose();
      };
    },
  ),
  door(
    'stream and push',
    () => [
      { batch, initialState: realState() },
      counted(batch, inputDim),
      { mask: { shape: [batch], data: [0, 1] } },
    ],
    ([options, frame, pushOptions]) => {
      const stream = layer.stream(options as object);
      try {
        const output = stream.push(frame as HostTensor, pushOptions as object);
        return () => {
          const given = (options ?? {}) as Options & { readonly batch?: number };
          expectOptions(given, ['batch', 'initialState']);
          if (given.initialState !== undefined) expectState(given.initialState, given.batch ?? 1);
          const { mask } = (pushOptions ?? {}) as Options;
          expectOptions(pushOptions ?? {}, ['mask']);
          if (mask !== undefined) expectMask(mask, (frame as HostTensor).shape.slice(0, -1));
          expectFrame(frame, given.batch ?? 1, output, {
            ...given,
            ...(mask === undefined ? {} : { mask }),
          });
          stream.dispose();
        };
      } catch (error) {
        stream.dispose();
        throw error;
      }
    },
  ),
  door(
    'push again and reset',
    () => [counted(batch, inputDim), realState()],
    ([frame, state]) => {
      const stream = layer.stream({ batch });
      try {
        stream.push(counted(batch, inputDim));
        stream.reset(state as never);
        const output = stream.push(frame as HostTensor);
        return () => {
          if (state !== undefined) expectState(state, batch);
          expectFrame(frame, batch, output, state === undefined ? {} : { initialState: state });
          stream.dispose();
        };
      } catch (error) {
        stream.dispose();
        throw error;
      }
    },
  ),
  door(
    'resetState',
    () => [realState()],
    ([state]) => {
      keeper.resetState(state as never);
      return () => {
        const rows = state === undefined ? 1 : ((state as { h: HostTensor }).h.shape[0] as number);
        if (state !== undefined) expectState(state, rows);
        keeper.resetState();
      };
    },
  ),
];

/** E21: the frame is a step or a chunk of the stream's batch and width. */
function expectFrame(
  frame: unknown,
  rows: number,
  output: { readonly shape: readonly number[]; dataSync(): Float32Array },
  options: Options,
): void {
  expectHostTensor(frame);
  const isStep = frame.shape.length === 2;
  const steps = isStep ? 1 : (frame.shape[1] as number);
  assert.deepEqual([...frame.shape], isStep ? [rows, inputDim] : [rows, steps, inputDim]);
  assert.deepEqual(output.shape, isStep ? [rows, units] : [rows, steps, units]);
  const chunk = { shape: [rows, steps, inputDim], data: frame.data };
  assert.deepEqual([...output.dataSync()], expectedOutput(chunk, options));
}

export const doors: readonly Door[] = [
  ...builderDoors,
  stackDoor,
  ...tensorDoors,
  ...helperDoors,
  ...layerDoors,
  // The doors with the most to read are tried more often.
  ...callDoors,
  ...callDoors,
  ...callDoors,
];
