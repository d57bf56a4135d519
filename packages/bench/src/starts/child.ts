// A process that starts one library, runs one call and ends.

import { randomInputs, randomWeights, type Workload } from '../workloads.ts';
import { seededRandom } from '../random.ts';
import { libraries } from './libraries.ts';
import type { Start } from './start-row.ts';

export interface StartLetter {
  readonly library: string;
  readonly workload: Workload;
}

export interface StartAnswer {
  readonly start: Start;
  readonly version: string;
}

process.once('message', ({ library, workload }: StartLetter) => {
  void start(library, workload).then((answer) => process.send?.(answer, () => process.exit(0)));
});

async function start(name: string, workload: Workload): Promise<StartAnswer> {
  const library = libraries[name];
  if (library === undefined) throw new Error(`library: must be one of the list, got ${name}`);
  const random = seededRandom(1);
  const weights = randomWeights(workload, random);
  const [x] = randomInputs(workload, random) as [Float32Array];
  const compiled = countCompiledBytes();
  const begin = performance.now();
  await library.load();
  const loaded = performance.now();
  const contender = await library.contender();
  const asked = performance.now();
  const runner = await contender.prepare(workload, weights);
  const prepared = performance.now();
  await runner.run(x, 1);
  const answered = performance.now();
  return {
    version: contender.version,
    start: {
      loadMs: loaded - begin,
      prepareMs: prepared - asked,
      firstCallMs: answered - prepared,
      moduleBytes: compiled.bytes,
    },
  };
}

/** Watches every way from bytes to a module. */
function countCompiledBytes(): { readonly bytes: number } {
  const count = { bytes: 0 };
  const add = (source: unknown): void => {
    if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
      count.bytes += source.byteLength;
    }
  };
  const { compile, instantiate, Module } = WebAssembly;
  WebAssembly.compile = (source, ...rest) => {
    add(source);
    return compile(source, ...rest);
  };
  WebAssembly.instantiate = ((source: BufferSource, ...rest: never[]) => {
    add(source);
    return instantiate(source, ...rest);
  }) as typeof instantiate;
  WebAssembly.Module = new Proxy(Module, {
    construct(target, [source, ...rest]: [BufferSource]) {
      add(source);
      return new target(source, ...rest);
    },
  });
  return count;
}
