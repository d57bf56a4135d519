// The article's LSTM on @gatefold/wasm, with its weights from a file of safetensors, as PyTorch names and lays them out.

import { importModel } from '@gatefold/importers';
import * as gatefold from '@gatefold/wasm';
import { articleLine } from './article.mjs';

const arrays = {
  'lstm.weight_ih_l0': { shape: [4, 2], data: Array(8).fill(0.1) },
  'lstm.weight_hh_l0': { shape: [4, 1], data: Array(4).fill(0.1) },
  'lstm.bias_ih_l0': { shape: [4], data: [0, 1, 0, 0] },
  'lstm.bias_hh_l0': { shape: [4], data: [0, 0, 0, 0] },
};

/**
 * Eight bytes of the header's length, the header, and the numbers.
 *
 * @param {Record<string, { shape: number[], data: number[] }>} given
 */
function fileOf(given) {
  let end = 0;
  const entries = Object.entries(given).map(([name, { shape, data }]) => {
    const begin = end;
    end += 4 * data.length;
    return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }];
  });
  const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const file = new Uint8Array(8 + header.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  const numbers = Object.values(given).flatMap(({ data }) => data);
  file.set(new Uint8Array(Float32Array.from(numbers).buffer), 8 + header.length);
  return file;
}

const { layers } = await importModel(fileOf(arrays));
const [layer] = layers.values();
const weights = /** @type {gatefold.CellWeights | undefined} */ (layer?.weights);

/** What it came to. */
export const line = await articleLine(await gatefold.wasm(), gatefold, weights);
