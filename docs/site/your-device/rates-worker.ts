// The benchmark beside the page: every backend that is named, in turn, on equal outputs. Says where it is, and rows as they come.

import { compare } from '../../../packages/bench/src/compare.ts';
import type { Contender } from '../../../packages/bench/src/contender.ts';
import { gatefoldRunner } from '../../../packages/bench/src/contenders/gatefold-runner.ts';
import type { Row } from '../../../packages/bench/src/row.ts';
import { tolerances } from '../../../packages/bench/src/verify.ts';
import { gpuWorkloads } from '../../../packages/bench/src/workloads.ts';
import { backendOf, type SiteBackend } from '../backends.ts';

export type RatesLetter =
  | {
      readonly kind: 'start';
      readonly workload: string;
      readonly index: number;
      readonly total: number;
    }
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly message: string };

/** Small and large, both cells, and frames one by one. */
const chosen = ['lstm-64', 'lstm-256', 'gru-64-reset-after', 'lstm-64-steps'];

/** Few and short, since a visitor waits: some four seconds for each workload and backend. */
const options = { rounds: 9, seconds: 3, seed: 1 };

globalThis.addEventListener('message', ({ data }: MessageEvent<readonly string[]>) => {
  measure(data.map((id) => contenderOf(backendOf(id)))).catch((error: unknown) =>
    say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
  );
});

async function measure([ours, ...peers]: readonly Contender[]): Promise<void> {
  const workloads = gpuWorkloads.filter(({ name }) => chosen.includes(name));
  for (const [index, workload] of workloads.entries()) {
    say({ kind: 'start', workload: workload.name, index, total: workloads.length });
    const field = { ours: ours as Contender, peers, tolerance: tolerances.gpu, chains: true };
    say({ kind: 'rows', rows: await compare(workload, field, options) });
  }
  say({ kind: 'end' });
}

function contenderOf({ package: name, load }: SiteBackend): Contender {
  return {
    name,
    version: '',
    refusal: () => null,
    prepare: async (workload, weights) => gatefoldRunner(await load(), workload, weights),
  };
}

function say(letter: RatesLetter): void {
  globalThis.postMessage(letter);
}
