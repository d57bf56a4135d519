// Does somebody speak? A small Keras 3 model, Dense, LSTM and Dense, hears a sound file as if it came from a microphone:
// 80 samples, which are 10 milliseconds, at a time. It was trained by models/train.py on sounds like these.

import { readFile } from 'node:fs/promises';
import { loadModel } from '@gatefold/layers';
import { type HostTensor, wasm } from '@gatefold/wasm';

const rate = 8000; // samples a second
const frame = 80; // samples

// #region stream
using backend = await wasm();
const file = await readFile(new URL('models/voice.keras', import.meta.url));
const model = await loadModel(file, { backend });

/** For each frame, how sure the model is that somebody speaks. */
function listen(to: Float32Array): number[] {
  using stream = model.stream();
  const sure: number[] = [];
  for (let start = 0; start + frame <= to.length; start += frame) {
    const chunk = to.subarray(start, start + frame);
    const { data } = stream.pushSync(chunk) as HostTensor; // at once, as an AudioWorklet needs it
    sure.push(data[0] ?? NaN);
  }
  return sure;
}
// #endregion stream

const sound = writeWav(recording());
const samples = readWav(sound);
const sure = listen(samples);
// A character for 50 milliseconds.
const line = (isOn: (from: number) => boolean) =>
  Array.from({ length: sure.length / 5 }, (_, k) => (isOn(5 * k) ? '#' : '.')).join('');
const voice = line((from) => sure.slice(from, from + 5).filter((p) => p > 0.5).length > 2);
console.log(`${sound.byteLength} bytes of sound, ${sure.length} frames`);
console.log(
  'loud ',
  line((from) => loudness(samples, from) > 0.05),
);
console.log('voice', voice);

// Frame by frame or the whole recording at once: the numbers are the same.

const whole = { shape: [1, samples.length / frame, frame], data: samples };
const { data } = await model.predictOne(whole);
const apart = Math.max(...data.map((p, t) => Math.abs(p - (sure[t] ?? NaN))));
console.log('streamed is predicted:', apart < 1e-6);

/** Three seconds: somebody speaks, then something hisses, then somebody with a higher voice speaks. */
function recording(): Float32Array {
  const parts = [
    { from: 0.4, to: 1.0, pitch: 115 },
    { from: 1.3, to: 1.8, pitch: 0 },
    { from: 2.1, to: 2.7, pitch: 215 },
  ];
  const noise = noiseFrom(14);
  return Float32Array.from({ length: 3 * rate }, (_, index) => {
    const t = index / rate;
    const part = parts.find(({ from, to }) => from <= t && t < to);
    if (part === undefined) return 0.02 * noise();
    if (part.pitch === 0) return 0.15 * noise();
    // A voice is a tone with overtones, which grow weaker the higher they are.
    const overtones = [1, 2, 3, 4, 5, 6, 7, 8].map(
      (k) => Math.sin(2 * Math.PI * k * part.pitch * t) / k,
    );
    return 0.15 * overtones.reduce((sum, tone) => sum + tone) + 0.02 * noise();
  });
}

/** Numbers between -1.7 and 1.7, the same on every run, whose squares have a mean of 1. */
function noiseFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.sqrt(12) * (state / 2 ** 32 - 0.5);
  };
}

/** How far the samples of five frames stray from zero, as the root of the mean of their squares. */
function loudness(of: Float32Array, from: number): number {
  const part = of.subarray(from * frame, (from + 5) * frame);
  return Math.sqrt(part.reduce((sum, sample) => sum + sample ** 2, 0) / part.length);
}

/** A sound file of one channel, 16 bits a sample: a header of 44 bytes, then the samples. */
function writeWav(from: Float32Array): ArrayBuffer {
  const bytes = new DataView(new ArrayBuffer(44 + 2 * from.length));
  const text = (at: number, word: string) =>
    [...word].forEach((letter, k) => bytes.setUint8(at + k, letter.charCodeAt(0)));
  text(0, 'RIFF');
  bytes.setUint32(4, bytes.byteLength - 8, true);
  text(8, 'WAVEfmt ');
  bytes.setUint32(16, 16, true); // bytes of what follows
  bytes.setUint16(20, 1, true); // whole numbers
  bytes.setUint16(22, 1, true); // channels
  bytes.setUint32(24, rate, true);
  bytes.setUint32(28, 2 * rate, true); // bytes a second
  bytes.setUint16(32, 2, true); // bytes a sample
  bytes.setUint16(34, 16, true); // bits a sample
  text(36, 'data');
  bytes.setUint32(40, 2 * from.length, true);
  from.forEach((sample, k) => bytes.setInt16(44 + 2 * k, Math.round(32767 * sample), true));
  return bytes.buffer;
}

/** The samples, from -1 to 1. */
function readWav(wav: ArrayBuffer): Float32Array {
  return Float32Array.from(new Int16Array(wav, 44), (sample) => sample / 32767);
}

// #region prints
// prints:
// 48044 bytes of sound, 300 frames
// loud  ........############......##########......############......
// voice ........############......................############......
// streamed is predicted: true

// #endregion prints
