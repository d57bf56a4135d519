// silero-vad 6.2.3: magnitudes of a short spectrum, four convolutions, an LSTM with one step a frame, and a probability.
// silero_vad/tinygrad_model.py; the ONNX file holds the same layers under other names.

import { conv1d, productOfRows, relu, sigmoid } from '../host-math.ts';
import {
  layerOf,
  numbersOf,
  type Parts,
  type Program,
  type ProgramMaker,
  rowOf,
  sequenceOf,
  tensorOf,
} from './program.ts';

interface Names {
  readonly lstm: string;
  readonly spectrum: string;
  readonly convolution: (index: number, part: 'weight' | 'bias') => string;
  readonly last: string;
  readonly states: readonly [string?, string?];
}

/** In samples at 16 kHz: a frame has the last ones of the frame before it in front. */
const [hop, context, frame] = [512, 64, 576];

const strides = [1, 2, 2, 1];

const silero =
  ({ lstm: path, spectrum, convolution, last, states }: Names): ProgramMaker =>
  async (parts: Parts): Promise<Program> => {
    const { imported } = parts;
    const lstm = layerOf(parts, path);
    const features = (samples: readonly number[]): number[] => {
      // The right end is mirrored, without the sample at the end itself.
      const mirrored = samples.slice(-context - 1, -1).toReversed();
      const rows = conv1d([[...samples, ...mirrored]], tensorOf(imported, spectrum), undefined, {
        stride: 128,
      });
      const half = rows.length / 2;
      let x = rows
        .slice(0, half)
        .map((real, bin) =>
          real.map((re, place) => Math.hypot(re, rows[half + bin]?.[place] as number)),
        );
      for (const [index, stride] of strides.entries()) {
        const [W, b] = (['weight', 'bias'] as const).map((part) =>
          tensorOf(imported, convolution(index, part)),
        );
        x = conv1d(x, W as never, b, { stride, padding: 1 }).map((row) => row.map(relu));
      }
      return x.map((row) => row[0] as number);
    };
    return {
      async run(inputs) {
        const samples = numbersOf(inputs, 'samples').map((sample) => sample / 32_768);
        const frames = Math.floor((samples.length - frame) / hop) + 1;
        const rows = Array.from({ length: frames }, (_, index) =>
          features(samples.slice(index * hop, index * hop + frame)),
        );
        const { sequence, h, c } = await lstm.run({ x: sequenceOf(rows) });
        const [W, b] = ['weight', 'bias'].map((part) => tensorOf(imported, `${last}.${part}`));
        const probabilities = rows.map((_, index) =>
          sigmoid(productOfRows(rowOf(sequence, index).map(relu), W as never, b)[0] as number),
        );
        const [hName, cName] = states;
        const stateful = (name: string | undefined, state: typeof h) =>
          name === undefined || state === undefined
            ? {}
            : { [name]: { shape: [1, 1, 128], data: state.data } };
        return {
          speech_probs: { shape: [frames], data: probabilities },
          ...stateful(hName, h),
          ...stateful(cName, c),
        };
      },
      [Symbol.dispose]: () => lstm[Symbol.dispose](),
    };
  };

export const sileroSafetensors: ProgramMaker = silero({
  lstm: 'lstm_cell',
  spectrum: 'stft_conv.weight',
  convolution: (index, part) => `conv${index + 1}.${part}`,
  last: 'final_conv',
  states: [],
});

export const sileroOnnx: ProgramMaker = silero({
  lstm: '/recurrent/LSTM',
  spectrum: 'stft.forward_basis_buffer',
  convolution: (index, part) => `encoder.${index}.${part}`,
  last: 'output',
  states: ['hn', 'cn'],
});

/** The part for 16 kHz of the file that @ricky0123/vad-web publishes, whose exporter has put all into branches. */
const branch = 'If_0/then_branch/If_0_then_branch__Inline_0__';

export const sileroVadWeb: ProgramMaker = silero({
  lstm: `${branch}/decoder/If_1/else_branch/If_0_then_branch__Inline_0__/decoder/rnn_1/LSTM`,
  spectrum: `${branch}stft.forward_basis_buffer`,
  convolution: (index, part) => `${branch}encoder.${index}.reparam_conv.${part}`,
  last: `${branch}decoder.decoder.2`,
  states: ['hn', 'cn'],
});
