// The adder on the backend that the visitor chooses: loads it when it is first chosen, runs whenever a number changes,
// and frees everything with the component.

import { onMounted, onUnmounted, type Ref, ref, type ShallowRef, shallowRef, watch } from 'vue';
import type { SiteBackend } from '../../../../site/backends.ts';
import { type Added, add, addAll, type Adder, adderOn, bitsOf } from './adder.ts';

export interface LiveAdder {
  /** The bits of the two numbers, the lowest first. */
  readonly a: Ref<number[]>;
  readonly b: Ref<number[]>;
  /** The id of the backend that runs. */
  readonly chosen: Ref<string>;
  /** Nothing until the first backend has answered. */
  readonly added: Readonly<ShallowRef<Added | undefined>>;
  /** What happened last, in words. */
  readonly said: Readonly<Ref<string>>;
  readonly isAddingAll: Readonly<Ref<boolean>>;
  addAllPairs(): Promise<void>;
}

export function useAdder(backends: readonly SiteBackend[], width: number): LiveAdder {
  const [first] = backends as readonly [SiteBackend];
  const a = ref(bitsOf(77, width));
  const b = ref(bitsOf(51, width));
  const chosen = ref(first.id);
  const added = shallowRef<Added>();
  const said = ref('starting …');
  const isAddingAll = ref(false);

  const loading = new Map<string, Promise<Adder>>();
  const dispose: (() => void)[] = [];
  let isGone = false;

  function adder(): Promise<Adder> {
    const entry = backends.find(({ id }) => id === chosen.value) ?? first;
    const known = loading.get(entry.id);
    if (known !== undefined) return known;
    const layer = entry.load().then((backend) => {
      dispose.push(() => backend.dispose());
      const made = adderOn(backend);
      if (isGone) backend.dispose();
      return made;
    });
    loading.set(entry.id, layer);
    return layer;
  }

  let calls = 0;
  async function run(): Promise<void> {
    const call = ++calls;
    const layer = await adder();
    const start = performance.now();
    const answer = await add(layer, a.value, b.value);
    // A later call may have been faster, as on another backend.
    if (call !== calls) return;
    said.value = `${(performance.now() - start).toFixed(1)} ms`;
    added.value = answer;
  }

  /** Says what went wrong, where the browser or its GPU cannot. */
  async function trying(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (isGone) return;
      const why = error instanceof Error ? error.message : String(error);
      said.value = `${chosen.value} does not run here: ${why}`;
    }
  }

  /** The first run on a backend prepares it, the second is what a run takes. */
  const runTwice = (): Promise<void> =>
    trying(async () => {
      await run();
      await run();
    });

  async function addAllPairs(): Promise<void> {
    isAddingAll.value = true;
    said.value = 'adding …';
    await trying(async () => {
      const layer = await adder();
      // The browser paints these words before a backend that computes on this thread begins.
      await new Promise((resolve) => setTimeout(resolve, 30));
      const start = performance.now();
      const { right, of } = await addAll(layer, width);
      const took = (performance.now() - start).toFixed(0);
      said.value = `${right.toLocaleString('en')} of ${of.toLocaleString('en')} right, ${took} ms`;
    });
    isAddingAll.value = false;
  }

  onMounted(runTwice);
  watch([a, b, chosen], runTwice);
  onUnmounted(() => {
    isGone = true;
    for (const each of dispose) each();
  });
  return { a, b, chosen, added, said, isAddingAll, addAllPairs };
}
