// How long a step takes on each backend of the list: from the files of results that the benchmarks leave.

import type { SiteBackend } from './backends.ts';

/** What is read of a file in packages/bench/results, `Results` there. */
export interface ResultsFile {
  readonly format: 'gatefold-bench/1';
  readonly date: string;
  readonly machine: { readonly cpu: string; readonly node: string };
  readonly graphics: {
    readonly browser: string;
    readonly webgl: string | null;
    readonly webgpu: string | null;
  } | null;
  readonly rows: readonly {
    readonly group?: string;
    readonly contender: string;
    readonly workload: Workload;
    readonly single: { readonly medianMs: number } | null;
  }[];
}

interface Workload {
  readonly kind: 'lstm' | 'gru';
  readonly resetAfter: boolean;
  readonly units: number;
  readonly batch: number;
  readonly timeSteps: number;
  readonly cold?: boolean;
  readonly mode?: 'masked' | 'bidirectional' | 'masked-bidirectional' | 'steps' | 'stream';
}

export interface StepTime {
  /** `@gatefold/webgl` */
  readonly package: string;
  /** `LSTM of 64 units, 1 row of 100 steps` */
  readonly layer: string;
  /** Of a call that is waited for, from numbers to numbers. */
  readonly callMs: number;
  /** Such a call divided by its steps. */
  readonly stepUs: number;
}

export interface MeasuredMachine {
  /** What computed: the renderer of a page, or the processor. */
  readonly device: string;
  /** Node, or the browser, with its version. */
  readonly runtime: string;
  /** `2026-11-26` */
  readonly date: string;
  readonly times: readonly StepTime[];
}

/** @throws {Error} for a file of another format */
export function readResults(name: string, json: string): ResultsFile {
  const results = JSON.parse(json) as Omit<ResultsFile, 'format'> & { readonly format?: string };
  const { format } = results;
  if (format === 'gatefold-bench/1') return { ...results, format };
  throw new Error(`${name}: must be of the format gatefold-bench/1, got ${format}`);
}

/** What was timed of our own, machine by machine; machines on which nothing was are left out. */
export function stepTimes(
  results: readonly ResultsFile[],
  backends: readonly Pick<SiteBackend, 'package'>[],
): readonly MeasuredMachine[] {
  const ours = new Set(backends.map(({ package: name }) => name));
  return results
    .map(({ date, machine, graphics, rows }) => ({
      device: graphics?.webgl ?? graphics?.webgpu ?? machine.cpu,
      runtime: graphics?.browser ?? `Node ${machine.node}`,
      date: date.slice(0, 10),
      times: rows.flatMap(({ group, contender, workload, single }) =>
        single === null || !ours.has(contender) || !isPlain(group)
          ? []
          : [
              {
                package: contender,
                layer: layerOf(workload),
                callMs: single.medianMs,
                stepUs: (1000 * single.medianMs) / workload.timeSteps,
              },
            ],
      ),
    }))
    .filter(({ times }) => times.length > 0);
}

/** Where a backend is measured in groups: one layer, one thread, on the toolchain's Node. */
function isPlain(group: string | undefined): boolean {
  return group === undefined || ['sequences', 'steps'].includes(group);
}

function layerOf(workload: Workload): string {
  const { kind, units, batch, timeSteps, mode, resetAfter, cold } = workload;
  const reset = kind === 'gru' && resetAfter ? ' with resetAfter' : '';
  const rows = batch === 1 ? '1 row' : `${batch} rows`;
  const steps = timeSteps === 1 ? '1 step' : `${timeSteps} steps`;
  const how = {
    masked: ', masked',
    bidirectional: ', in both directions',
    'masked-bidirectional': ', masked, in both directions',
    stream: cold ? ', after other work' : '',
    steps: ', a call for each',
    whole: '',
  };
  const width = units === 1 ? '1 unit' : `${units} units`;
  return `${kind.toUpperCase()} of ${width}${reset}, ${rows} of ${steps}${how[mode ?? 'whole']}`;
}
