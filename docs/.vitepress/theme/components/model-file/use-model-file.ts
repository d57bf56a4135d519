// What the page does with a file: reads it and runs it, by code that comes with the first file. The file stays in the page.

import type { Backend } from '@gatefold/contract';
import type { Model } from '@gatefold/layers';
import { onUnmounted, type Ref, ref, type ShallowRef, shallowRef, watch } from 'vue';
import type { SiteBackend } from '../../../../site/backends.ts';
import { firstInputs, type InputText, type ModelAnswer, runModel } from './run-model.ts';

/** What was chosen or dropped: a model, and files that lie beside it, such as shards of TensorFlow.js. */
export type ModelFiles = readonly [Blob & { readonly name: string }, ...File[]];

export interface ModelFile {
  readonly files: ShallowRef<ModelFiles | undefined>;
  readonly backend: Ref<string>;
  readonly inputs: Readonly<Ref<readonly InputText[]>>;
  /** Gives an input something else. */
  edit(this: void, name: string, text: string): void;
  readonly summary: Readonly<Ref<string>>;
  readonly answer: Readonly<ShallowRef<ModelAnswer | undefined>>;
  /** What is wrong with the file, or with an input. */
  readonly fault: Readonly<Ref<string>>;
  readonly isBusy: Readonly<Ref<boolean>>;
}

export function useModelFile(backends: readonly SiteBackend[]): ModelFile {
  const files = shallowRef<ModelFiles>();
  const backend = ref('wasm');
  const inputs = ref<readonly InputText[]>([]);
  const summary = ref('');
  const answer = shallowRef<ModelAnswer>();
  const fault = ref('');
  const isBusy = ref(false);
  const loading = new Map<string, Promise<Backend>>();
  let model: Model | undefined;
  let calls = 0;

  function load(id: string): Promise<Backend> {
    const entry = backends.find((each) => each.id === id) as SiteBackend;
    const found = loading.get(id) ?? entry.load();
    loading.set(id, found);
    return found;
  }

  /** Does what is asked for last, and tells what went wrong with it. */
  async function attempt(work: (isStale: () => boolean) => Promise<void>): Promise<void> {
    const call = ++calls;
    const isStale = (): boolean => call !== calls;
    isBusy.value = true;
    try {
      await work(isStale);
      if (!isStale()) fault.value = '';
    } catch (error) {
      if (!isStale()) fault.value = error instanceof Error ? error.message : String(error);
    }
    if (!isStale()) isBusy.value = false;
  }

  async function run(isStale: () => boolean): Promise<void> {
    if (model === undefined) return;
    const found = await runModel(model, inputs.value);
    if (!isStale()) answer.value = found;
  }

  async function open(isNew: boolean, isStale: () => boolean): Promise<void> {
    const [file, ...beside] = files.value as ModelFiles;
    const { loadModel } = await import('@gatefold/layers');
    const made = await loadModel(await file.arrayBuffer(), {
      backend: await load(backend.value),
      file: (name) => bytesOf(name, beside),
    });
    const first = isNew ? firstInputs(made) : inputs.value;
    if (isStale()) return made.dispose();
    model?.dispose();
    model = made;
    summary.value = made.summary();
    inputs.value = first;
    await run(isStale);
  }

  watch([files, backend], ([now], [before]) => {
    if (now === undefined) return;
    if (now !== before) {
      answer.value = undefined;
      summary.value = '';
    }
    void attempt((isStale) => open(now !== before || inputs.value.length === 0, isStale));
  });
  function edit(name: string, text: string): void {
    inputs.value = inputs.value.map((input) => (input.name === name ? { name, text } : input));
    void attempt(run);
  }

  onUnmounted(() => {
    calls++;
    model?.dispose();
    for (const each of loading.values()) {
      // One that did not start has nothing to free, and the page said why.
      each.then(
        (made) => made.dispose(),
        () => {},
      );
    }
  });
  return { files, backend, inputs, edit, summary, answer, fault, isBusy };
}

async function bytesOf(name: string, beside: readonly File[]): Promise<ArrayBuffer> {
  const found = beside.find((file) => file.name === name);
  if (found !== undefined) return found.arrayBuffer();
  throw new Error(`The model lies in several files: choose ${name} together with it.`);
}
