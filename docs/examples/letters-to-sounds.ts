// How is a word said? An encoder reads its letters, in both directions; a decoder says one sound after another, and before
// each it looks at the letters again (Attention). Two Keras 3 models, which models/train.py taught the rules of English
// spelling: sh is one sound, and an e at the end makes the vowel before it long. These words were not among those it saw.

import { readFile } from 'node:fs/promises';
import { loadModel } from '@gatefold/layers';
import { type HostTensor, wasm } from '@gatefold/wasm';

const letters = ' abcdefghijklmnopqrstuvwxyz'; // the place of a letter is its id
// The sounds by their names in ARPAbet; _ ends a word, and ^ begins one.
const sounds =
  '_ ^ AE EH IH AA AH EY AY OW UW IY B CH D F G HH JH K L M N P R S SH T TH V W Y Z'.split(' ');

type Two = readonly [HostTensor, HostTensor];

// #region models
using backend = await wasm();
const load = async (name: string) =>
  loadModel(await readFile(new URL(`models/${name}.keras`, import.meta.url)), { backend });
const encoder = await load('sounds-encoder');
const decoder = await load('sounds-decoder');
console.log(encoder.inputNames, '->', encoder.outputNames);
console.log(decoder.inputNames, '->', decoder.outputNames);
// #endregion models

// #region say
async function say(word: string): Promise<string> {
  const ids = [...word].map((letter) => letters.indexOf(letter));
  const [read, begun] = (await encoder.predict([ids])) as Two; // [1, letters, 40], [1, 40]
  let state = begun;
  const said: string[] = [];
  for (let last = '^'; said.length < 10; said.push(last)) {
    const ofLast = { last: [[sounds.indexOf(last)]], read, state };
    const [{ data: chances }, after] = (await decoder.predict(ofLast)) as Two;
    last = sounds[chances.indexOf(Math.max(...chances))] ?? '';
    if (last === '_') break;
    state = after; // what the decoder remembers goes into its next step
  }
  return said.join(' ');
}
// #endregion say

for (const word of 'ship cheese grape stamp boat moon rain tram home week'.split(' ')) {
  console.log(word.padEnd(7), await say(word));
}

// #region prints
// prints:
// [ 'letters' ] -> [ 'reader', 'handed_over' ]
// [ 'last', 'read', 'state' ] -> [ 'chance', 'speaker' ]
// ship    SH IH P
// cheese  CH IY S
// grape   G R EY P
// stamp   S T AE M P
// boat    B OW T
// moon    M UW N
// rain    R EY N
// tram    T R AE M
// home    HH OW M
// week    W IY K

// #endregion prints
