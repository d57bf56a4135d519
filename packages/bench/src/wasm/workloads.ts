// What the wasm backend is timed on: layers of models that run in browsers today, and sizes in between.

import type { Workload } from '../workloads.ts';

const whole = { kind: 'lstm', resetAfter: false, batch: 1, timeSteps: 100 } as const;
const stream = { ...whole, timeSteps: 1, mode: 'stream' } as const;
const gru = { kind: 'gru', resetAfter: true } as const;

/** [inputDim, units] */
const sizes = [
  [64, 64],
  [128, 128],
  [128, 256],
  [256, 512],
] as const;

/** Sequences of one layer, as they grow. */
export const sequenceWorkloads: readonly Workload[] = [
  ...sizes.map(([inputDim, units]) => ({ ...whole, name: `lstm-${units}`, inputDim, units })),
  ...sizes.map(([inputDim, units]) => ({
    ...whole,
    ...gru,
    name: `gru-${units}`,
    inputDim,
    units,
  })),
  { ...whole, name: 'lstm-1024', inputDim: 512, units: 1024, timeSteps: 50 },
  { ...whole, name: 'lstm-64-batch', inputDim: 64, units: 64, batch: 32 },
  { ...whole, name: 'lstm-256-batch', inputDim: 128, units: 256, batch: 32 },
  { ...whole, ...gru, name: 'gru-64-batch', inputDim: 64, units: 64, batch: 32 },
  { ...whole, ...gru, name: 'gru-256-batch', inputDim: 128, units: 256, batch: 32 },
];

/** Steps that arrive one by one, each answer read before the next; `-cold` after other work has had the caches. */
export const stepWorkloads: readonly Workload[] = [
  { ...stream, name: 'lstm-64-step', inputDim: 64, units: 64 },
  { ...stream, name: 'lstm-128-step', inputDim: 128, units: 128 },
  { ...stream, name: 'lstm-128-step-cold', inputDim: 128, units: 128, cold: true },
  { ...stream, name: 'lstm-1024-step', inputDim: 512, units: 1024 },
  { ...stream, ...gru, name: 'gru-64-step', inputDim: 64, units: 64 },
  { ...stream, ...gru, name: 'gru-128-step', inputDim: 128, units: 128 },
];

/** Layers of models in use; where they are from is told in README.md. */
export const modelWorkloads: readonly Workload[] = [
  { ...stream, name: 'vad-silero', inputDim: 128, units: 128 },
  { ...stream, name: 'vad-silero-cold', inputDim: 128, units: 128, cold: true },
  { ...stream, name: 'denoise-dtln', inputDim: 257, units: 128, layers: 2 },
  { ...stream, name: 'denoise-dtln-cold', inputDim: 257, units: 128, layers: 2, cold: true },
  { ...stream, ...gru, name: 'denoise-rnnoise2', inputDim: 256, units: 256, layers: 3 },
  {
    ...{ ...stream, ...gru, name: 'denoise-rnnoise2-cold' },
    ...{ inputDim: 256, units: 256, layers: 3, cold: true },
  },
  { ...stream, name: 'asr-rnnt', inputDim: 640, units: 640, layers: 2 },
  { ...whole, name: 'chargen-128x2', inputDim: 64, units: 128, layers: 2, timeSteps: 40 },
  { ...whole, ...gru, name: 'forecast-gru32', inputDim: 14, units: 32, timeSteps: 240 },
  { ...whole, name: 'forecast-lstm32-batch', inputDim: 7, units: 32, timeSteps: 120, batch: 256 },
  {
    ...{ ...whole, name: 'sentiment-bi64', mode: 'masked-bidirectional' },
    ...{ inputDim: 128, units: 64, timeSteps: 200 },
  },
  {
    ...{ ...whole, name: 'sentiment-bi64-batch', mode: 'masked-bidirectional' },
    ...{ inputDim: 128, units: 64, timeSteps: 200, batch: 32 },
  },
  {
    ...{ ...whole, name: 'ocr-crnn', mode: 'bidirectional', returnSequences: true },
    ...{ inputDim: 512, units: 256, layers: 2, timeSteps: 64 },
  },
  {
    ...{ ...whole, name: 'tts-kokoro', mode: 'bidirectional', returnSequences: true },
    ...{ inputDim: 640, units: 256, timeSteps: 128 },
  },
  {
    ...{ ...whole, name: 'nmt-1024x2' },
    ...{ inputDim: 512, units: 1024, layers: 2, timeSteps: 30, batch: 32 },
  },
];
