// The article's network: one unit, three steps, every kernel weight 0.1. What the page's drawing shows, computed by a backend.

import {
  type Backend,
  gru,
  kerasOutputs,
  type LayerConfig,
  lstm,
  simpleRNN,
  sizeOf,
  tensor,
} from '@gatefold/contract';

export type CellName = 'lstm' | 'gru' | 'simpleRNN';
/** Which Keras is meant when nothing is said: that of 2018, or today's. */
export type Dialect = 'keras2' | 'keras3';

export interface Choice {
  readonly cell: CellName;
  readonly dialect: Dialect;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
}

/** [timeSteps, inputDim] */
export const input: readonly (readonly [number, number])[] = [
  [0.1, 0.2],
  [0.3, 0.1],
  [0.2, 0.3],
];

/** One of the tensors that a call returns. */
export interface Returned {
  readonly name: 'output' | 'state.h' | 'state.c';
  readonly shape: readonly number[];
  readonly numbers: readonly number[];
}

export interface Unrolled {
  /** Of each step, returned or not. */
  readonly outputs: readonly number[];
  readonly h: number;
  /** Of an LSTM. */
  readonly c: number | undefined;
  readonly returned: readonly Returned[];
}

/** Computes what a call with these flags returns, and beside it what all flags would. */
export async function unroll(backend: Backend, choice: Choice): Promise<Unrolled> {
  const returned = await call(backend, choice);
  const all = await call(backend, { ...choice, returnSequences: true, returnState: true });
  const [output, h, c] = all.map(({ numbers }) => numbers);
  return {
    outputs: output ?? [],
    h: h?.[0] ?? NaN,
    c: c?.[0],
    returned,
  };
}

async function call(backend: Backend, choice: Choice): Promise<readonly Returned[]> {
  const config = configOf(choice);
  using layer = backend.layer<LayerConfig>(config, weightsOf(choice));
  using result = layer.run(tensor([input.map((row) => [...row])]));
  const names = ['output', 'state.h', 'state.c'] as const;
  return Promise.all(
    kerasOutputs(result)
      .flat()
      .map(async (output, index) => ({
        name: names[index] ?? 'output',
        shape: output.shape,
        numbers: [...(await output.data())],
      })),
  );
}

function configOf({ cell, dialect, ...flags }: Choice): LayerConfig {
  if (cell === 'simpleRNN') return simpleRNN({ units: 1, ...flags });
  const recurrentActivation = dialect === 'keras2' ? 'hardSigmoidKeras2' : 'sigmoid';
  const options = { units: 1, recurrentActivation, ...flags } as const;
  return cell === 'lstm' ? lstm(options) : gru({ ...options, resetAfter: dialect === 'keras3' });
}

function weightsOf({ cell, dialect }: Choice) {
  const gates = { lstm: 4, gru: 3, simpleRNN: 1 }[cell];
  const tenths = (...shape: number[]) => tensor(Array<number>(sizeOf(shape)).fill(0.1), shape);
  const zeros = (...shape: number[]) => tensor(Array<number>(sizeOf(shape)).fill(0), shape);
  // Keras starts the forget gate's bias at 1, and gives a GRU that resets after the product two rows.
  const bias =
    cell === 'lstm'
      ? tensor([0, 1, 0, 0])
      : cell === 'gru' && dialect === 'keras3'
        ? zeros(2, gates)
        : zeros(gates);
  return { kernel: tenths(2, gates), recurrentKernel: tenths(1, gates), bias };
}

const classNames = { lstm: 'LSTM', gru: 'GRU', simpleRNN: 'SimpleRNN' } as const;

/** The call in Keras. */
export function inKeras({ cell, returnSequences, returnState }: Choice): string {
  const flags = [
    ...(returnSequences ? ['return_sequences=True'] : []),
    ...(returnState ? ['return_state=True'] : []),
  ];
  return `${classNames[cell]}(${['1', ...flags].join(', ')})`;
}

/** The config here. */
export function inGatefold({ cell, dialect, returnSequences, returnState }: Choice): string {
  const isOld = dialect === 'keras2' && cell !== 'simpleRNN';
  const options = [
    'units: 1',
    ...(isOld ? ["recurrentActivation: 'hardSigmoidKeras2'"] : []),
    ...(isOld && cell === 'gru' ? ['resetAfter: false'] : []),
    ...(returnSequences ? ['returnSequences: true'] : []),
    ...(returnState ? ['returnState: true'] : []),
  ];
  return `${cell}({ ${options.join(', ')} })`;
}

/** What the call returns, in a sentence. */
export function inWords({ cell, returnSequences, returnState }: Choice): string {
  const output = returnSequences ? 'the outputs of all three steps' : 'the output of step 3';
  if (!returnState) return `Returned: ${output}, and no state.`;
  const state = cell === 'lstm' ? 'the states h and c' : 'the state h';
  return `Returned: ${output}, and ${state} after step 3.`;
}
