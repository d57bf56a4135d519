// Silero's voice activity detector, as @ricky0123/vad-web publishes it: an ONNX file. Its recurrent layer and its arrays are
// taken out of the file, the few layers around them are written down with Keras's words, and the whole hears a voice frame
// by frame. github.com/snakers4/silero-vad

import { readFile } from 'node:fs/promises';
import { importModel } from '@gatefold/importers';
import { input, layers, sequential } from '@gatefold/layers';
import { type HostTensor, kerasWeights, wasm } from '@gatefold/wasm';

const rate = 16_000; // samples a second
const frame = 512; // samples, which are 32 milliseconds
const threshold = 0.3; // of probability, as in @ricky0123/vad-web

const address = import.meta.resolve('@ricky0123/vad-web/dist/silero_vad_v5.onnx');
const file = await importModel(await readFile(new URL(address)));

// The file holds the model twice, for 16 and for 8 kHz, in the branches of an If.
const branch = 'If_0/then_branch/If_0_then_branch__Inline_0__';
const isOurs = (path: string) => path.startsWith(branch) && path.includes('else_branch');
const recurrent = [...file.layers].find(([path]) => isOurs(path))?.[1];
if (recurrent === undefined) throw new Error('The LSTM for 16 kHz is not where it was.');

/** [filters, channels, size], as ONNX has a convolution's weights, to Keras's [size, channels, filters] */
function kernel(name: string): HostTensor {
  const { shape, data } = array(name);
  const [filters = 0, channels = 0, size = 0] = shape;
  const turned = Float32Array.from({ length: data.length }, (_, at) => {
    const [k, channel, filter] = [
      Math.floor(at / (channels * filters)),
      Math.floor(at / filters) % channels,
      at % filters,
    ];
    return data[(filter * channels + channel) * size + k] ?? NaN;
  });
  return { shape: [size, channels, filters], data: turned };
}

function array(name: string): HostTensor {
  const found = file.tensors.get(branch + name);
  if (found === undefined) throw new Error(`There is no ${name} in the file.`);
  return found;
}

// #region models
using backend = await wasm();

// A frame, with 64 samples before it and 64 after, becomes 4 spectra of 129 frequencies: real parts, then imaginary parts.
const spectrum = sequential(
  [
    input({ shape: [frame + 128, 1] }),
    layers.conv1D({
      ...{ filters: 258, kernelSize: 256, strides: 128, useBias: false },
      weights: [kernel('stft.forward_basis_buffer')],
    }),
  ],
  { backend },
);

// Four convolutions make one row of 128 numbers of them.
const convolutions = [1, 2, 2, 1].flatMap((strides, index) => {
  const name = `encoder.${index}.reparam_conv`;
  const weights = [kernel(`${name}.weight`), array(`${name}.bias`)];
  const filters = weights[1]?.data.length ?? 0;
  return [
    layers.zeroPadding1D({ padding: 1 }),
    layers.conv1D({ filters, kernelSize: 3, strides, activation: 'relu', weights }),
  ];
});
const encoder = sequential([input({ shape: [4, 129] }), ...convolutions], { backend });

// The LSTM remembers; what it says becomes a probability.
const listener = sequential(
  [
    input({ shape: [null, 128] }),
    layers.lstm({
      ...{ units: 128, returnSequences: true },
      weights: kerasWeights(recurrent.config, recurrent.weights).flat(),
    }),
    layers.activation({ activation: 'relu' }),
    layers.conv1D({
      ...{ filters: 1, kernelSize: 1, activation: 'sigmoid' },
      weights: [kernel('decoder.decoder.2.weight'), array('decoder.decoder.2.bias')],
    }),
  ],
  { backend },
);
// #endregion models

// #region listen
using stream = listener.stream();
/** How sure it is that the frame that begins at `start` is speech, after all the frames before it. */
async function listen(sound: Float32Array, start: number): Promise<number> {
  const end = start + frame;
  // The right end is mirrored, for the samples after it have not come yet.
  const at = (k: number) => (k < 64 + frame ? start - 64 + k : 2 * end - 2 - (start - 64 + k));
  const around = Float32Array.from({ length: frame + 128 }, (_, k) => sound[at(k)] ?? 0);
  const { data: waves } = await spectrum.predictOne(around);
  const loudness = Float32Array.from({ length: 4 * 129 }, (_, k) => {
    const real = 258 * Math.floor(k / 129) + (k % 129);
    return Math.hypot(waves[real] ?? NaN, waves[real + 129] ?? NaN);
  });
  const { data: row } = await encoder.predictOne(loudness);
  const { data } = stream.pushSync(row);
  return data[0] ?? NaN;
}
// #endregion listen

const sound = recording();
let [heard, spoken] = ['', ''];
for (let start = 0; start + frame <= sound.length; start += frame) {
  heard += (await listen(sound, start)) > threshold ? '#' : '.';
  spoken += speaks((start + frame / 2) / rate) ? '#' : '.';
}
console.log('spoken', spoken);
console.log('heard ', heard);

function speaks(seconds: number): boolean {
  return (0.4 < seconds && seconds < 1) || (1.4 < seconds && seconds < 2);
}

/**
 * Two and a half seconds of vowels: pulses of the vocal cords, whose pitch rises and falls, sound through three resonances
 * of the mouth, the formants, which glide from vowel to vowel.
 * D. H. Klatt, "Software for a cascade/parallel formant synthesizer", 1980; formants of G. E. Peterson and H. L. Barney, 1952.
 */
function recording(): Float32Array {
  const vowels = [
    [730, 1090, 2440], // as in father
    [270, 2290, 3010], // see
    [300, 870, 2240], // boot
    [530, 1840, 2480], // bed
  ];
  const resonances = [60, 90, 150].map((width) => ({ width, last: 0, before: 0 })); // in Hz
  let phase = 0;
  return Float32Array.from({ length: 2.5 * rate }, (_, n) => {
    const t = n / rate;
    phase += (130 + 25 * Math.sin(1.4 * Math.PI * t)) / rate;
    let y = 0;
    if (phase >= 1) {
      phase -= 1;
      y = speaks(t) ? 1 : 0;
    }
    const glide = Math.min(1, 3 * ((4 * t) % 1));
    const [from = [], to = []] = [0, 1].map((next) => vowels[(Math.floor(4 * t) + next) % 4]);
    for (const [index, resonance] of resonances.entries()) {
      const frequency = (1 - glide) * (from[index] ?? 0) + glide * (to[index] ?? 0);
      const r = Math.exp((-Math.PI * resonance.width) / rate);
      const a = 2 * r * Math.cos((2 * Math.PI * frequency) / rate);
      y = (1 - a + r * r) * y + a * resonance.last - r * r * resonance.before;
      resonance.before = resonance.last;
      resonance.last = y;
    }
    return 0.4 * y;
  });
}

// #region prints
// prints:
// spoken .............##################.............##################................
// heard  .............##################.............####################..............

// #endregion prints
