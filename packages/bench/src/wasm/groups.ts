// The wasm backend against its peers, in groups: each is a question of its own, and takes a few minutes.

import type { Workload } from '../workloads.ts';
import { modelWorkloads, sequenceWorkloads, stepWorkloads } from './workloads.ts';

export interface WasmGroup {
  /** What it asks, as the title of its table. */
  readonly title: string;
  readonly workloads: readonly Workload[];
  /** Whether another process keeps a core busy meanwhile. */
  readonly busy?: boolean;
  /** Whether the machine's own Node runs it, which the variable GATEFOLD_MACHINE_NODE names. */
  readonly machineNode?: boolean;
}

const named = (workloads: readonly Workload[], ...names: string[]): Workload[] =>
  workloads.filter(({ name }) => names.includes(name));

const forThreads = [
  ...named(sequenceWorkloads, 'lstm-64', 'lstm-128', 'lstm-256', 'lstm-512', 'lstm-1024'),
  ...named(sequenceWorkloads, 'gru-128', 'gru-256', 'lstm-64-batch', 'lstm-256-batch'),
  ...named(modelWorkloads, 'sentiment-bi64', 'tts-kokoro'),
];

export const wasmGroups = {
  sequences: {
    title: 'Whole sequences of one layer, one thread each',
    workloads: sequenceWorkloads,
  },
  steps: {
    title: 'Steps that arrive one by one, one thread each',
    workloads: stepWorkloads,
  },
  models: {
    title: 'Layers of models in use, one thread each',
    workloads: modelWorkloads,
  },
  'two-threads': {
    title: 'Two threads against two of the peers, and one of our own',
    workloads: forThreads,
  },
  auto: {
    title: "threads: 'auto' against one thread",
    workloads: forThreads,
  },
  busy: {
    title: 'The same while another process keeps one of two cores busy',
    workloads: forThreads,
    busy: true,
  },
  bf16: {
    title: "weights: 'bf16' against float32, one thread each",
    workloads: [
      ...named(sequenceWorkloads, 'lstm-256', 'lstm-512', 'lstm-1024'),
      ...named(stepWorkloads, 'lstm-128-step', 'lstm-1024-step'),
      ...named(modelWorkloads, 'asr-rnnt'),
    ],
  },
  variants: {
    title: 'deterministic: true, which rounds alike everywhere, against relaxed',
    workloads: [
      ...named(sequenceWorkloads, 'lstm-64', 'lstm-256', 'lstm-256-batch'),
      ...named(stepWorkloads, 'lstm-128-step'),
    ],
  },
  'machine-node': {
    title: "On the machine's own Node, one thread each",
    workloads: [
      ...named(sequenceWorkloads, 'lstm-64', 'lstm-256', 'gru-256', 'lstm-256-batch'),
      ...named(stepWorkloads, 'lstm-64-step', 'lstm-128-step'),
    ],
    machineNode: true,
  },
} as const satisfies Readonly<Record<string, WasmGroup>>;

export type WasmGroupName = keyof typeof wasmGroups;
