// DTLN's first model: two LSTMs with one step a call, and a mask over the bins of a spectrum. github.com/breizhn/DTLN

import type { Numbers } from '../case.ts';
import { product, sigmoid } from '../host-math.ts';
import { layerOf, numbersOf, type ProgramMaker, rowOf, sequenceOf, tensorOf } from './program.ts';

const [bins, units] = [257, 128];

export const dtln: ProgramMaker = async (parts) => {
  const { imported } = parts;
  const lstms = [layerOf(parts, 'lstm_4'), layerOf(parts, 'lstm_5')] as const;
  return {
    async run(inputs) {
      const magnitudes = numbersOf(inputs, 'input_2');
      const frames = magnitudes.length / bins;
      const zeros = (): Numbers => ({ shape: [1, units], data: new Float32Array(units) });
      const states = lstms.map(() => ({ h: zeros(), c: zeros() }));
      const [mask, packed]: [number[], number[]] = [[], []];
      for (let index = 0; index < frames; index++) {
        let x: Numbers = sequenceOf([magnitudes.slice(index * bins, (index + 1) * bins)]);
        for (const [place, lstm] of lstms.entries()) {
          const { h: h0, c: c0 } = states[place] as { h: Numbers; c: Numbers };
          const { sequence, h, c } = await lstm.run({ x, h0, c0 });
          states[place] = { h: h as Numbers, c: c as Numbers };
          x = sequence;
          for (let unit = 0; unit < units; unit++)
            packed.push(h?.data[unit] as number, c?.data[unit] as number);
        }
        const [W, b] = ['kernel:0', 'bias:0'].map((part) => tensorOf(imported, `dense_2/${part}`));
        mask.push(...product(rowOf(x, 0), W as never, b).map(sigmoid));
      }
      return {
        activation_2: { shape: [frames, 1, bins], data: mask },
        tf_op_layer_stack_2: { shape: [frames, 2, units, 2], data: packed },
      };
    },
    [Symbol.dispose]() {
      for (const lstm of lstms) lstm[Symbol.dispose]();
    },
  };
};
