// g2p_en 2.1.0, g2p_en/g2p.py, predict: an encoder, and a decoder that is fed its own best phoneme.

import { embed, productOfRows, topOf } from '../host-math.ts';
import type { Numbers } from '../case.ts';
import { layerOf, numbersOf, type ProgramMaker, rowOf, sequenceOf, tensorOf } from './program.ts';

/** `<s>` and `</s>` among the phonemes. */
const [start, end] = [2, 3];

/** No word has more. */
const mostPhonemes = 20;

export const g2pEn: ProgramMaker = async (parts) => {
  const { imported } = parts;
  const [encoder, decoder] = [layerOf(parts, 'enc'), layerOf(parts, 'dec')];
  return {
    async run(inputs) {
      const letters = numbersOf(inputs, 'letterIds').map((id) =>
        embed(tensorOf(imported, 'enc_emb'), id),
      );
      let state = (await encoder.run({ x: sequenceOf(letters) }))['h'] as Numbers;
      let phoneme: number = start;
      const phonemes: number[] = [];
      const logits: number[] = [];
      while (phoneme !== end && phonemes.length < mostPhonemes) {
        const x = sequenceOf([embed(tensorOf(imported, 'dec_emb'), phoneme)]);
        state = (await decoder.run({ x, h0: state }))['h'] as Numbers;
        const row = productOfRows(
          rowOf(state, 0),
          tensorOf(imported, 'fc_w'),
          tensorOf(imported, 'fc_b'),
        );
        phoneme = topOf(row, 1)[0] as number;
        phonemes.push(phoneme);
        logits.push(...row);
      }
      return {
        phonemeIds: { shape: [phonemes.length], data: phonemes },
        logits: { shape: [phonemes.length, logits.length / phonemes.length], data: logits },
      };
    },
    [Symbol.dispose]() {
      encoder[Symbol.dispose]();
      decoder[Symbol.dispose]();
    },
  };
};
