// What happens between Run and the last row: the suite on one backend after the other, then everybody's speed.

import type { Report } from '@gatefold/conformance/page';
import { markRaw, onBeforeUnmount, reactive, ref, type Ref } from 'vue';
import type { Row } from '../../../../../packages/bench/src/row.ts';
import type { SiteBackend } from '../../../../site/backends.ts';
import type { Plan } from '../../../../site/your-device/plan.ts';
import { measureRates } from '../../../../site/your-device/rates-run.ts';
import { runSuiteOn } from '../../../../site/your-device/suite-run.ts';
import type { SuiteStep } from '../../../../site/your-device/suite-run-worker.ts';
import { verdictOf } from '../../../../site/your-device/verdict.ts';

/** A part of the run, and how far it is. */
export interface Part {
  status: 'waiting' | 'running' | 'finished' | 'stopped' | 'refused';
  index: number;
  total: number;
  /** What was done last, or is being done. */
  current: string;
  /** Why there is nothing to show. */
  refusal: string;
}

export interface SuitePart extends Part {
  readonly backend: SiteBackend;
  failed: number;
  report: Report | null;
}

export interface RatesPart extends Part {
  rows: Row[];
}

const waiting = (): Part => ({ status: 'waiting', index: 0, total: 0, current: '', refusal: '' });

export interface DeviceRun {
  readonly suites: SuitePart[];
  /** Null where it was not asked for. */
  readonly rates: RatesPart | null;
}

export function useDeviceRun(list: readonly SiteBackend[]): {
  /** Null before the first run. */
  readonly run: Ref<DeviceRun | null>;
  readonly isRunning: Ref<boolean>;
  /** For those who hear the page: told seldom. */
  readonly said: Ref<string>;
  readonly start: (plan: Plan) => Promise<void>;
  readonly stop: () => void;
} {
  const run = ref<DeviceRun | null>(null) as Ref<DeviceRun | null>;
  const isRunning = ref(false);
  const said = ref('');
  let stopping = new AbortController();

  const start = async (plan: Plan): Promise<void> => {
    stopping = new AbortController();
    const { signal } = stopping;
    const suites = list
      .filter(({ id }) => plan.backends.includes(id))
      .map((backend): SuitePart => ({ ...waiting(), backend, failed: 0, report: null }));
    const rates = plan.rates ? { ...waiting(), rows: [] } : null;
    const current = reactive({ suites, rates }) as DeviceRun;
    run.value = current;
    isRunning.value = true;
    for (const part of current.suites) await runPart(part, signal, () => suite(part, plan, signal));
    if (current.rates !== null) {
      const part = current.rates;
      const started = current.suites.filter(({ status }) => status !== 'refused');
      await runPart(part, signal, () => measure(part, started, signal));
    }
    isRunning.value = false;
    said.value = signal.aborted ? 'Stopped.' : 'Finished.';
  };

  const suite = async (part: SuitePart, { levels }: Plan, signal: AbortSignal): Promise<void> => {
    const { backend } = part;
    said.value = `Running the suite on ${backend.package}.`;
    let told = 0;
    const onStep = ({ id, index, failed, total }: SuiteStep): void => {
      Object.assign(part, { index, failed, total, current: id });
      const quarter = Math.floor((4 * index) / total);
      if (quarter > told && quarter < 4) said.value = `${25 * quarter} % of the cases are done.`;
      told = quarter;
    };
    const report = await runSuiteOn(backend.id, levels, { signal, onStep });
    part.report = markRaw(report);
    said.value = `${backend.package}: ${verdictOf(report)}`;
  };

  const measure = async (
    part: RatesPart,
    suites: readonly SuitePart[],
    signal: AbortSignal,
  ): Promise<void> => {
    said.value = 'Measuring speed.';
    const ids = suites.map(({ backend }) => backend.id);
    await measureRates(ids, {
      signal,
      onStart: (current, index, total) => Object.assign(part, { current, index, total }),
      onRows: (rows) => part.rows.push(...rows.map((row) => markRaw(row))),
    });
  };

  const stop = (): void => stopping.abort(new Error('stopped'));
  onBeforeUnmount(stop);
  return { run, isRunning, said, start, stop };
}

async function runPart(part: Part, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  if (signal.aborted) {
    part.status = 'stopped';
    return;
  }
  part.status = 'running';
  try {
    await work();
    part.status = signal.aborted ? 'stopped' : 'finished';
  } catch (error) {
    part.status = signal.aborted ? 'stopped' : 'refused';
    part.refusal = error instanceof Error ? error.message : String(error);
  }
}
