// g2pM 0.1.2.5, g2pM/g2pM.py, get_logit: both directions of an LSTM, and two products on the row of one character.

import { embed, productOfRows, relu, topOf } from '../host-math.ts';
import { layerOf, numbersOf, type ProgramMaker, rowOf, sequenceOf, tensorOf } from './program.ts';

export const g2pM: ProgramMaker = async (parts) => {
  const { imported } = parts;
  const lstm = layerOf(parts, 'lstm.l0');
  return {
    async run(inputs) {
      const [position = 0] = numbersOf(inputs, 'position');
      const rows = numbersOf(inputs, 'ids').map((id) =>
        embed(tensorOf(imported, 'embedding.weight'), id),
      );
      const { sequence } = await lstm.run({ x: sequenceOf(rows) });
      const tensor = (name: string) => tensorOf(imported, `logit_layer.${name}`);
      const hidden = productOfRows(
        rowOf(sequence, position),
        tensor('0.weight'),
        tensor('0.bias'),
      ).map(relu);
      const logits = productOfRows(hidden, tensor('2.weight'), tensor('2.bias'));
      const best = topOf(logits, 8);
      return {
        topClasses: { shape: [8], data: best },
        topLogits: { shape: [8], data: best.map((index) => logits[index] as number) },
      };
    },
    [Symbol.dispose]: () => lstm[Symbol.dispose](),
  };
};
