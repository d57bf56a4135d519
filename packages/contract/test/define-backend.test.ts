import { expect, test } from 'vitest';
import {
  activationNames,
  type Backend,
  bidirectional,
  gru,
  kerasOutputs,
  type LayerConfig,
  lstm,
  simpleRNN,
  stacked,
  tensor,
} from '../src/index.ts';
import { defineBackend, hostMemory, type SequenceCall } from '../src/author.ts';
import { makeWeights, zeros } from './make-weights.ts';
import { refusalOf } from './refusal-of.ts';
import { limitedBackend, tinyBackend, tinyKernels, type TinyKernels } from './tiny-backend.ts';

function defining(changes: object) {
  const kernels: TinyKernels = { ...tinyKernels(), ...changes };
  return () => defineBackend(kernels);
}

function claiming(claims: object) {
  return defining({ supports: { ...tinyKernels().supports, ...claims } });
}

test('E16 claims are for nobody to change', () => {
  const cells: ('lstm' | 'gru')[] = ['lstm'];
  const { supports } = tinyKernels();
  const backend = defineBackend({ ...tinyKernels(), supports: { ...supports, cells } });
  cells.push('gru');
  expect(backend.supports.cells).toEqual(['lstm']);
  const open = backend as unknown as { supports: { masking: boolean; activations: string[] } };
  expect(() => open.supports.activations.pop()).toThrow(TypeError);
  expect(() => (open.supports.masking = !supports.masking)).toThrow(TypeError);
  expect(() => (open.supports = { masking: true, activations: [] })).toThrow(TypeError);
  expect(() => (activationNames as string[]).pop()).toThrow(TypeError);
  expect(backend.supports.masking).toBe(supports.masking);
});

test('D1 kernels that lack nothing make a backend', () => {
  const backend = tinyBackend();
  expect(backend.name).toBe('tiny');
  expect(backend.supports).toMatchObject({ streaming: true, bidirectional: true, stacked: true });
  expect(backend.memory()).toEqual({ tensors: 0, layers: 0, streams: 0, buffers: 0 });
});

test('D1 a method that is missing is refused', () => {
  for (const method of ['allocate', 'free', 'write', 'copy', 'read', 'prepare', 'run']) {
    expect(defining({ [method]: undefined })).toThrow(
      `defineBackend(tiny).${method}: must be a function, got undefined; spread hostMemory(Float32Array) for buffers that are plain arrays`,
    );
  }
});

test('D1 a name that is missing is refused', () => {
  expect(defining({ name: '' })).toThrow("defineBackend.name: must be a name, got ''");
  expect(defining({ name: undefined })).toThrow('defineBackend.name: must be a name');
});

test('D1 a claim that is missing or of the wrong type is refused', () => {
  for (const claim of Object.keys(tinyKernels().supports)) {
    expect(claiming({ [claim]: undefined })).toThrow(
      `defineBackend(tiny).supports.${claim}: must be `,
    );
  }
  expect(claiming({ precision: 'f8' })).toThrow(
    "defineBackend(tiny).supports.precision: must be 'f64', 'f32' or 'f16', got 'f8'",
  );
  expect(claiming({ cells: ['lstm', 'peephole'] })).toThrow(
    "defineBackend(tiny).supports.cells: must be a list of cell kinds, got ['lstm', 'peephole']",
  );
  expect(claiming({ activations: ['swish'] })).toThrow('must be a list of activation names');
  expect(claiming({ masking: 'yes' })).toThrow("must be true or false, got 'yes'");
  for (const precision of ['f64', 'f32', 'f16'] as const) {
    expect(limitedBackend({ precision }).supports).toMatchObject({ precision });
  }
  expect(defining({ supports: undefined })).toThrow('defineBackend(tiny).supports.cells');
});

test('D1 recurrentActivations are those of activations unless they are claimed', () => {
  const { supports } = tinyBackend();
  expect(supports.recurrentActivations).toEqual(supports.activations);
  const claimed = limitedBackend({ recurrentActivations: ['sigmoid'] });
  expect(claimed.supports.recurrentActivations).toEqual(['sigmoid']);
  const gated = lstm({ units: 1, recurrentActivation: 'tanh' });
  expect(() => claimed.layer(gated, makeWeights(gated, 1))).toThrow(
    "tiny.lstm: recurrentActivation 'tanh' is not supported (supports.recurrentActivations: sigmoid)",
  );
  expect(claiming({ recurrentActivations: ['swish'] })).toThrow('must be a list of activation');
});

test('D1 weightPrecision is f32 unless it is claimed', () => {
  expect(tinyBackend().supports.weightPrecision).toBe('f32');
  for (const weightPrecision of ['f32', 'f16', 'bf16', 'int8'] as const) {
    expect(limitedBackend({ weightPrecision }).supports).toMatchObject({ weightPrecision });
  }
  expect(claiming({ weightPrecision: 'f64' })).toThrow(
    "defineBackend(tiny).supports.weightPrecision: must be 'f32', 'f16', 'bf16' or 'int8', or absent, got 'f64'",
  );
});

test('D1 a claim that kernels do not make is refused', () => {
  expect(claiming({ stateful: true })).toThrow(
    'defineBackend(tiny).supports.stateful: is not a claim that is made here; claims: cells, activations, recurrentActivations, resetAfter, masking, goBackwards, dataSync, precision, weightPrecision',
  );
});

test('D1 without merge, or without goBackwards, there is no Bidirectional', () => {
  const withoutMerge = defining({ merge: undefined })();
  expect(withoutMerge.supports.bidirectional).toBe(false);
  expect(limitedBackend({ goBackwards: false }).supports.bidirectional).toBe(false);
});

test('D4 no buffer that is filled is one that is read', () => {
  const calls: SequenceCall<Float32Array, unknown>[] = [];
  const kernels = tinyKernels();
  const backend = tinyBackend({
    run: (call) => {
      calls.push(call);
      kernels.run(call);
    },
  });
  const config = stacked({
    cells: [lstm({ units: 3 }), gru({ units: 3 }), simpleRNN({ units: 3 })],
    returnState: true,
    returnSequences: true,
    stateful: true,
  });
  const both = bidirectional({ layer: lstm({ units: 3, returnState: true, stateful: true }) });
  const layer = backend.layer(config, makeWeights(config, 3));
  const { output, state } = layer.run(zeros(2, 4, 3));
  layer.run(output, { initialState: state });
  const stream = layer.stream({ batch: 2 });
  for (let push = 0; push < 3; push++) stream.push(stream.push(zeros(2, 3)));
  const two = backend.layer(both, makeWeights(both, 3));
  const first = two.run(zeros(2, 4, 3));
  two.run(output, { initialState: first.state });
  expect(calls.length).toBe(3 + 3 + 6 * 3 + 2 + 2);
  for (const { x, initialState, finalState, output: y } of calls) {
    const read = new Set([x, initialState.h, initialState.c]);
    const filled = [...new Set([y, finalState.h, finalState.c])];
    expect(filled.filter((buffer) => read.has(buffer))).toEqual([]);
    expect(filled.length).toBe(finalState.h === finalState.c ? 2 : 3);
  }
});

test('S13 a Bidirectional lists its states after the output, forward before backward', () => {
  const config = bidirectional({
    layer: lstm({ units: 1, returnState: true }),
    backwardLayer: lstm({ units: 1, returnState: true, goBackwards: true }),
    mergeMode: null,
  });
  const result = tinyBackend()
    .layer(config, makeWeights(config, 1))
    .run(tensor([[[1], [2]]]), {
      initialState: {
        forward: { h: tensor([[10]]), c: tensor([[20]]) },
        backward: { h: tensor([[30]]), c: tensor([[40]]) },
      },
    });
  const numbers = kerasOutputs(result).map((value) => 'data' in value && value.dataSync()[0]);
  // Outputs h + 1 + 2; then h and c = c + 2 steps of each direction.
  expect(numbers).toEqual([13, 33, 13, 22, 33, 42]);
});

test('S13 stacked cells give one list for each cell, h before c', () => {
  const config = stacked({ cells: [lstm({ units: 1 }), gru({ units: 1 })], returnState: true });
  const layer = tinyBackend().layer(config, makeWeights(config, 1));
  const initialState = [{ h: tensor([[10]]), c: tensor([[20]]) }, { h: tensor([[30]]) }] as const;
  const listed = kerasOutputs(layer.run(tensor([[[1], [2]]]), { initialState }));
  const numbers = listed.map((value) =>
    'data' in value ? value.dataSync()[0] : value.map((state) => state.dataSync()[0]),
  );
  // The first cell's outputs, 11 and 13, are the second's input.
  expect(numbers).toEqual([54, [13, 22], [54]]);
});

test('D1 hostMemory merges as the mode says', () => {
  const { merge } = hostMemory(Float32Array);
  const call = {
    rows: 2,
    forward: Float32Array.of(1, 2, 3, 4),
    forwardUnits: 2,
    backward: Float32Array.of(10, 20, 30, 40),
    backwardUnits: 2,
  };
  const merged = (mode: 'concat' | 'sum' | 'mul' | 'ave', size: number) => {
    const output = new Float32Array(size);
    merge({ ...call, mode, output });
    return [...output];
  };
  expect(merged('concat', 8)).toEqual([1, 2, 10, 20, 3, 4, 30, 40]);
  expect(merged('sum', 4)).toEqual([11, 22, 33, 44]);
  expect(merged('mul', 4)).toEqual([10, 40, 90, 160]);
  expect(merged('ave', 4)).toEqual([5.5, 11, 16.5, 22]);
});

test('D18 a kernel that returns a promise is refused, and what that fails with is told to nobody else', async () => {
  const late = async (): Promise<void> => {
    throw new Error('too late');
  };
  const x = tensor([[[1], [2]]]);
  const runOnce = (config: LayerConfig) => (backend: Backend) => {
    backend.layer(config, makeWeights(config, 1)).run(x);
  };
  const both = runOnce(bidirectional({ layer: lstm({ units: 2 }) }));
  const calls = {
    run: runOnce(lstm({ units: 2 })),
    write: runOnce(lstm({ units: 2 })),
    copy: (backend: Backend) => {
      const config = lstm({ units: 2, returnState: true });
      const layer = backend.layer(config, makeWeights(config, 1));
      layer.stream({ batch: 1, initialState: layer.run(x).state });
    },
    merge: both,
    runBoth: both,
  };
  for (const [kernel, call] of Object.entries(calls)) {
    expect(() => call(tinyBackend())).not.toThrow();
    for (const device of [{}, { submit: () => undefined }]) {
      expect(
        refusalOf(() => call(tinyBackend({ ...device, [kernel]: late }))),
        kernel,
      ).toEqual([
        'RNN_ENGINE',
        `defineBackend(tiny).${kernel}: must have done its work when it returns, got a promise; do it at once, without async; a device that answers later gathers it and submits it in submit(), for whose promise data() waits`,
      ]);
    }
  }
  // An unhandled rejection would fail this file.
  await new Promise((resolve) => setTimeout(resolve));
});

test('D18 so is one of a device that gathers; nothing is left of the call', () => {
  const run = (async () => undefined) as unknown as TinyKernels['run'];
  const backend = tinyBackend({ run, submit: () => undefined });
  const config = lstm({ units: 2 });
  const layer = backend.layer(config, makeWeights(config, 1));
  const before = backend.memory();
  expect(refusalOf(() => layer.run(tensor([[[1], [2]]])))[0]).toBe('RNN_ENGINE');
  expect(backend.memory()).toEqual(before);
});
