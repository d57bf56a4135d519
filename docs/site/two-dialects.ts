// What changed between the Keras of the article and today's, computed by the reference: the gates' curves, and the outputs.

import { cpu, lstm, simpleRNN, tensor, type ActivationName } from '@gatefold/cpu';

const dialects = [
  { title: 'Keras 2.2 and older', activation: 'hardSigmoidKeras2', keras: 'hard_sigmoid' },
  { title: 'Keras 3, asked for hard_sigmoid', activation: 'hardSigmoid', keras: 'hard_sigmoid' },
  { title: 'Keras 2.3 and newer, and Keras 3', activation: 'sigmoid', keras: 'sigmoid' },
] as const satisfies readonly { title: string; activation: ActivationName; keras: string }[];

export interface DialectNumbers {
  readonly title: string;
  readonly activation: ActivationName;
  readonly keras: string;
  /** The article's outputs, step by step. */
  readonly outputs: readonly number[];
  /** How far open the forget gate is at step 1. */
  readonly forget: number;
  /** The activation at each of the inputs. */
  readonly curve: readonly number[];
}

export interface TwoDialects {
  /** Where the curves are computed. */
  readonly inputs: readonly number[];
  /** What the forget gate is given at step 1. */
  readonly forgetInput: number;
  readonly dialects: readonly DialectNumbers[];
}

const inputs: readonly number[] = Array.from({ length: 97 }, (_, k) => (k - 48) / 12);

/** x·W + b of the forget gate: 0.1 · 0.1 + 0.2 · 0.1, and its bias of 1. */
const forgetInput = 1.03;

export async function twoDialects(): Promise<TwoDialects> {
  using backend = await cpu();
  const weights = {
    kernel: tensor(Array(8).fill(0.1), [2, 4]),
    recurrentKernel: tensor(Array(4).fill(0.1), [1, 4]),
    bias: tensor([0, 1, 0, 0]),
  };
  const x = tensor([0.1, 0.2, 0.3, 0.1, 0.2, 0.3], [1, 3, 2]);
  const numbers = dialects.map(async (dialect) => {
    const { activation } = dialect;
    const config = lstm({ units: 1, returnSequences: true, recurrentActivation: activation });
    const outputs = await backend.layer(config, weights).run(x).output.data();
    // A layer that does nothing but apply the activation, to a batch of numbers.
    const probe = backend.layer(simpleRNN({ units: 1, activation, useBias: false }), {
      kernel: tensor([[1]]),
      recurrentKernel: tensor([[0]]),
    });
    const given = [...inputs, forgetInput];
    const curve = [...(await probe.run(tensor(given, [given.length, 1, 1])).output.data())];
    const forget = curve.pop() ?? NaN;
    return { ...dialect, outputs: [...outputs], forget, curve };
  });
  return { inputs, forgetInput, dialects: await Promise.all(numbers) };
}
