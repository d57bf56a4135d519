// A model that writes: it reads a character and says how likely each character is to be the next; the likeliest is written,
// and read again. Embedding, LSTM, Dense and softmax, which models/train.py had learn a rhyme by heart with Keras 3.

import { readFile } from 'node:fs/promises';
import { loadModel } from '@gatefold/layers';
import { type HostTensor, wasm } from '@gatefold/wasm';

const characters = "\n ',.abcdefghijklmnopqrstuvwxyz"; // the place of a character is its id

// #region write
using backend = await wasm();
const file = await readFile(new URL('models/rhyme.keras', import.meta.url));
const model = await loadModel(file, { backend });

/** Goes on from `start`, as far as the fourth line. */
async function write(start: string): Promise<string> {
  using stream = model.stream(); // it remembers what it has read
  let text = '';
  let next = '';
  for (let at = 0; text.split('\n').length <= 4; at++) {
    const character = start[at] ?? next;
    text += character;
    const { data: chances } = (await stream.push([characters.indexOf(character)])) as HostTensor;
    next = characters[chances.indexOf(Math.max(...chances))] ?? '';
  }
  return text;
}
// #endregion write

console.log(model.summary());
console.log(await write('h'));

// #region prints
// prints:
// Model: "rhyme"
// ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━┓
// ┃ Layer (type)                         ┃ Output Shape                ┃         Param # ┃
// ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━┩
// │ embedding (Embedding)                │ (None, None, 8)             │             248 │
// ├──────────────────────────────────────┼─────────────────────────────┼─────────────────┤
// │ lstm (LSTM)                          │ (None, None, 40)            │           7,840 │
// ├──────────────────────────────────────┼─────────────────────────────┼─────────────────┤
// │ dense (Dense)                        │ (None, None, 31)            │           1,271 │
// └──────────────────────────────────────┴─────────────────────────────┴─────────────────┘
//  Total params: 9,359 (36.56 KB)
//  Trainable params: 9,359 (36.56 KB)
//  Non-trainable params: 0 (0.00 B)
// humpty dumpty sat on a wall,
// humpty dumpty had a great fall.
// all the king's horses and all the king's men
// couldn't put humpty together again.

// #endregion prints
