// textgenrnn 2.0.0, textgenrnn/model.py and AttentionWeightedAverage.py: two LSTMs, and an average weighted by attention.

import { embed, product, softmax } from '../host-math.ts';
import { layerOf, numbersOf, type ProgramMaker, rowOf, sequenceOf, tensorOf } from './program.ts';

export const textgenrnn: ProgramMaker = async (parts) => {
  const { imported } = parts;
  const [first, second] = [layerOf(parts, 'rnn_1'), layerOf(parts, 'rnn_2')];
  return {
    async run(inputs) {
      const ids = numbersOf(inputs, 'input');
      const embedded = sequenceOf(ids.map((id) => embed(tensorOf(imported, 'embedding/0'), id)));
      const { sequence: one } = await first.run({ x: embedded });
      const { sequence: two } = await second.run({ x: one });
      const rows = ids.map((_, step) =>
        [embedded, one, two].flatMap((part) => [...rowOf(part, step)]),
      );
      const logits = rows.map(
        (row) => product(row, tensorOf(imported, 'attention/0'))[0] as number,
      );
      const top = Math.max(...logits);
      const weights = logits.map((logit) => Math.exp(logit - top));
      const sum = weights.reduce((total, weight) => total + weight, 1e-7);
      const average = (rows[0] as number[]).map((_, k) =>
        rows.reduce(
          (total, row, step) => total + ((weights[step] as number) / sum) * (row[k] as number),
          0,
        ),
      );
      const output = product(
        average,
        tensorOf(imported, 'output/0'),
        tensorOf(imported, 'output/1'),
      );
      return { output: { shape: [1, output.length], data: softmax(output) } };
    },
    [Symbol.dispose]() {
      first[Symbol.dispose]();
      second[Symbol.dispose]();
    },
  };
};
