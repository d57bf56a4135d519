// legere 0.11.0, legere/model.py, CompactCRNN: convolutions over a picture of a line, both directions of a GRU over its columns,
// and the class of each column.

import type { HostTensor } from '@gatefold/contract';
import { conv2d, type Maps, productOfRows, relu, topOf } from '../host-math.ts';
import { layerOf, numbersOf, type ProgramMaker, rowOf, sequenceOf, tensorOf } from './program.ts';

/** The strides of ModelConfig.blocks. */
const strides = [
  [2, 2],
  [1, 1],
  [2, 1],
  [1, 1],
  [2, 1],
  [2, 1],
] as const;

export const legere: ProgramMaker = async (parts) => {
  const { imported } = parts;
  const rnn = layerOf(parts, 'model/rnn.l0');
  const tensor = (name: string): HostTensor => tensorOf(imported, `model/${name}`);
  /** BatchNorm2d, with PyTorch's epsilon, and a relu. */
  const normalised = (maps: Maps, name: string): Maps => {
    const [gamma, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
      (part) => tensor(`${name}.${part}`).data,
    ) as [Float32Array, Float32Array, Float32Array, Float32Array];
    return maps.map((map, channel) => {
      const scale = (gamma[channel] as number) / Math.sqrt((variance[channel] as number) + 1e-5);
      const shift = (beta[channel] as number) - scale * (mean[channel] as number);
      return map.map((row) => row.map((value) => relu(scale * value + shift)));
    });
  };
  const columnsOf = (picture: Maps): number[][] => {
    const stem = conv2d(picture, tensor('stem.0.weight'), { stride: [2, 2], padding: 1 });
    let maps = normalised(stem, 'stem.1');
    for (const [index, stride] of strides.entries()) {
      const name = `blocks.${index}`;
      const deep = conv2d(maps, tensor(`${name}.depthwise.weight`), { stride, padding: 1 });
      const wide = conv2d(normalised(deep, `${name}.bn1`), tensor(`${name}.pointwise.weight`));
      maps = normalised(wide, `${name}.bn2`);
    }
    const width = maps[0]?.[0]?.length ?? 0;
    return Array.from({ length: width }, (_, column) =>
      maps.map((map) => map[0]?.[column] as number),
    );
  };
  return {
    async run(inputs) {
      const { shape } = inputs['picture'] as { shape: readonly number[] };
      const grey = numbersOf(inputs, 'picture').map((value) => value / 127.5 - 1);
      const [height = 0, width = 0] = shape;
      const rows = Array.from({ length: height }, (_, row) =>
        grey.slice(row * width, (row + 1) * width),
      );
      const columns = columnsOf([rows]);
      const { sequence } = await rnn.run({ x: sequenceOf(columns) });
      const logits = columns.map((_, index) =>
        productOfRows(rowOf(sequence, index), tensor('head.weight'), tensor('head.bias')),
      );
      const classes = logits.map((row) => topOf(row, 1)[0] as number);
      return {
        classes: { shape: [columns.length], data: classes },
        maxLogit: {
          shape: [columns.length],
          data: logits.map((row, index) => row[classes[index] as number] as number),
        },
      };
    },
    [Symbol.dispose]: () => rnn[Symbol.dispose](),
  };
};
