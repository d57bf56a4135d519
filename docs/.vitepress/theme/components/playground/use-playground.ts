// What the page computes when a setting changes: the layer on the reference and on each backend that was started, the
// differences, the times, and the trace. Backends load when they are first chosen, and are freed with the page.

import type { Backend } from '@gatefold/contract';
import {
  computed,
  onMounted,
  onUnmounted,
  type Ref,
  ref,
  type ShallowRef,
  shallowRef,
  watch,
  type WritableComputedRef,
} from 'vue';
import type { SiteBackend } from '../../../../site/backends.ts';
import { prepare, type Prepared } from './prepare.ts';
import { type Answer, largestDifference, runLayer, type Speed, timeRuns } from './run-layer.ts';
import { defaults, type Settings } from './settings.ts';
import { hashOf, readHash } from './share-link.ts';
import { type CellTrace, traceOf } from './trace.ts';

/** What is known of a backend that was chosen once. */
export interface Outcome {
  readonly state: 'starting' | 'running' | 'ready' | 'failed';
  /** Why it failed, in its own words. */
  readonly why?: string;
  readonly answer?: Answer;
  /** From the reference. */
  readonly difference?: number;
  readonly speed?: Speed;
}

export interface Playground {
  /** Those that are set come into the address as well. */
  readonly settings: WritableComputedRef<Settings>;
  readonly outcomes: Readonly<ShallowRef<ReadonlyMap<string, Outcome>>>;
  /** Of the settings that were computed last; nothing at first. */
  readonly traces: Readonly<ShallowRef<readonly CellTrace[] | undefined>>;
  /** Why these settings give no layer: what is wrong with the pasted weights. */
  readonly fault: Readonly<Ref<string>>;
  /** What is wrong with the link that led here. */
  readonly linkProblem: Readonly<Ref<string>>;
  /** Whether numbers on the page are those of the settings. */
  readonly isSettled: Readonly<Ref<boolean>>;
}

/** The one that every other is compared with. */
const reference = 'cpu';
/** So that a slider that is dragged does not start a measurement at each place. */
const calmMilliseconds = 150;

export function usePlayground(backends: readonly SiteBackend[]): Playground {
  const current = shallowRef(defaults);
  const settings = computed({
    get: () => current.value,
    set(next) {
      current.value = next;
      linkProblem.value = '';
      history.replaceState(history.state, '', `#${hashOf(next, backends)}`);
    },
  });
  const outcomes = shallowRef<ReadonlyMap<string, Outcome>>(new Map());
  const traces = shallowRef<readonly CellTrace[]>();
  const fault = ref('');
  const linkProblem = ref('');
  const isSettled = ref(false);
  const loading = new Map<string, Promise<Backend>>();
  let calls = 0;

  function load(id: string): Promise<Backend> {
    const known = loading.get(id);
    if (known !== undefined) return known;
    const entry = backends.find((each) => each.id === id) as SiteBackend;
    const backend = entry.load();
    loading.set(id, backend);
    return backend;
  }

  function note(id: string, outcome: Outcome): void {
    outcomes.value = new Map(outcomes.value).set(id, outcome);
  }

  async function update(): Promise<void> {
    const call = ++calls;
    const isStale = (): boolean => call !== calls;
    isSettled.value = false;
    try {
      const prepared = prepare(current.value);
      const oracle = await load(reference);
      const wanted = await runLayer(oracle, prepared);
      const followed = await traceOf(oracle, prepared);
      if (isStale()) return;
      fault.value = '';
      traces.value = followed;
      await compareAll(prepared, wanted, isStale);
    } catch (error) {
      if (!isStale()) fault.value = wordsOf(error);
    }
  }

  async function compareAll(
    prepared: Prepared,
    wanted: Answer,
    isStale: () => boolean,
  ): Promise<void> {
    const ids = new Set([reference, ...outcomes.value.keys(), current.value.backend]);
    for (const id of ids) {
      if (!isStale()) await answerOn(id, prepared, wanted, isStale);
    }
    if (isStale()) return;
    isSettled.value = true;
    await new Promise((resolve) => setTimeout(resolve, calmMilliseconds));
    for (const id of ids) {
      if (!isStale()) await measureOn(id, prepared, isStale);
    }
  }

  async function answerOn(
    id: string,
    prepared: Prepared,
    wanted: Answer,
    isStale: () => boolean,
  ): Promise<void> {
    if (!outcomes.value.has(id)) note(id, { state: 'starting' });
    try {
      const answer = await runLayer(await load(id), prepared);
      if (isStale()) return;
      const difference = largestDifference(answer.returned, wanted.returned);
      note(id, { state: 'running', answer, difference });
    } catch (error) {
      if (!isStale()) note(id, { state: 'failed', why: wordsOf(error) });
    }
  }

  async function measureOn(id: string, prepared: Prepared, isStale: () => boolean): Promise<void> {
    const outcome = outcomes.value.get(id);
    if (outcome?.state !== 'running') return;
    try {
      const speed = await timeRuns(await load(id), prepared, isStale);
      if (!isStale()) note(id, { ...outcome, state: 'ready', speed });
    } catch (error) {
      if (!isStale()) note(id, { state: 'failed', why: wordsOf(error) });
    }
  }

  function readAddress(): void {
    const hash = location.hash.slice(1);
    const link = hash === '' ? { settings: defaults } : readHash(hash, backends);
    linkProblem.value = 'problem' in link ? link.problem : '';
    current.value = 'settings' in link ? link.settings : defaults;
  }

  onMounted(() => {
    readAddress();
    watch(current, update, { immediate: true });
    addEventListener('hashchange', readAddress);
  });
  onUnmounted(() => {
    calls++;
    removeEventListener('hashchange', readAddress);
    for (const backend of loading.values()) {
      // One that did not start has nothing to free, and its row says why.
      backend.then(
        (each) => each.dispose(),
        () => {},
      );
    }
  });
  return { settings, outcomes, traces, fault, linkProblem, isSettled };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
