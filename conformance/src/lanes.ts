// Cases are run one after another on a host; several hosts share them, and each runs its part at the same time.

import { HarnessError } from './harness-error.ts';
import type { Host } from './hosts/host.ts';
import type { LabSettings } from './lab.ts';
import { now } from './now.ts';
import type { CaseResult } from './report/report.ts';
import { unlessStopped } from './unless-stopped.ts';

export interface LaneRun {
  readonly settingsFor: (id: string) => LabSettings;
  /** What a result counts for; called as soon as it is there. */
  readonly judge: (result: CaseResult) => CaseResult;
  /** Stops all lanes. */
  readonly signal?: AbortSignal;
}

/**
 * Runs cases on hosts that share them.
 *
 * @returns the results of the first host, in the order in which they came, then those of the next
 * @throws {HarnessError} when a backend is lost in too many cases
 */
export async function runLanes(
  hosts: readonly Host[],
  ids: readonly string[],
  { signal, ...run }: LaneRun,
): Promise<CaseResult[]> {
  const over = new AbortController();
  const signals = [over.signal, ...(signal === undefined ? [] : [signal])];
  const lanes = hosts.map(async (host, lane) => {
    // Neighbours cost alike, so every lane gets its share of each group; and the same ones whenever it is run.
    const share = ids.filter((_, place) => place % hosts.length === lane);
    try {
      return await runLane(host, share, { ...run, signal: AbortSignal.any(signals) });
    } catch (error) {
      over.abort();
      throw error;
    }
  });
  return (await Promise.all(lanes)).flat();
}

async function runLane(
  host: Host,
  ids: readonly string[],
  { settingsFor, judge, signal }: LaneRun,
): Promise<CaseResult[]> {
  const outages = new Outages(host.backend.name);
  const results: CaseResult[] = [];
  for (const id of ids) {
    const got = await unlessStopped(signal, () => host.runCase(id, settingsFor(id)));
    if (got === undefined) break;
    const result = judge(got);
    results.push(result);
    outages.count(result);
  }
  return results;
}

/** Outages in a row, or hangs in all, of which each takes as long as a case may, after which nothing more is to be learned. */
const mostOutages = 25;

class Outages {
  readonly #name: string;
  #inARow = 0;
  #hangs = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** @throws {HarnessError} when there are too many */
  count({ id, status, message }: CaseResult): void {
    if (status === 'timeout') this.#hangs++;
    if (status === 'timeout' || status === 'crashed') this.#inARow++;
    else if (status !== 'unsupported') this.#inARow = 0;
    const too =
      this.#inARow === mostOutages
        ? `crashed or timed out in ${mostOutages} cases in a row`
        : this.#hangs === mostOutages && `timed out in ${mostOutages} cases`;
    if (!too) return;
    throw new HarnessError(
      `${this.#name} ${too}, ending with ${id}: ${message}; there is no report`,
    );
  }
}

/** Shares what is left of the time among the laws that are left. */
export class Budget {
  readonly #end: number | undefined;
  #laws: number;

  constructor(ids: readonly string[], seconds: number | undefined) {
    this.#end = seconds === undefined ? undefined : now() + seconds * 1000;
    this.#laws = ids.filter((id) => isLaw(id)).length;
  }

  /** Milliseconds; undefined for no limit. */
  limitFor(id: string): number | undefined {
    if (this.#end === undefined || !isLaw(id)) return undefined;
    return Math.max(this.#end - now(), 0) / this.#laws--;
  }
}

function isLaw(id: string): boolean {
  return id.startsWith('law/');
}
