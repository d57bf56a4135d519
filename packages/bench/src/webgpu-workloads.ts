// What the webgpu backend is timed on: what every backend that draws is, and layers of models that people run as a whole.

import { modelWorkloads } from './wasm/workloads.ts';
import { gpuWorkloads, type Workload } from './workloads.ts';

/** Whole sequences: a step that arrives alone waits for the GPU longer than it computes. */
const models = ['chargen-128x2', 'tts-kokoro'];

const [lstmBatch] = gpuWorkloads.filter(({ name }) => name === 'lstm-256-batch') as [Workload];

export const webgpuWorkloads: readonly Workload[] = [
  ...gpuWorkloads,
  { ...lstmBatch, name: 'gru-256-batch-reset-after', kind: 'gru', resetAfter: true },
  ...modelWorkloads.filter(({ name }) => models.includes(name)),
];
