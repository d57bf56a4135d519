// What the machine allows: the products of a workload and nothing else, as fast as WebAssembly can do them here.

import type { Runner } from '../contender.ts';
import {
  gates,
  inputDims,
  isBidirectional,
  isMasked,
  lengthOf,
  type Workload,
} from '../workloads.ts';
import { makeProbes, type Probes } from './probes.ts';
import { bytesPerTurn, productsPerTurn } from './probes-wat.ts';

/** A workload as the probes see it. */
interface Load {
  /** Products of many rows with one matrix: the weights are read once for several rows, so nothing but products counts. */
  readonly products: number;
  /** Bytes of weights that are read anew for each step, since the next step needs this one's h. */
  readonly stepBytes: number;
  readonly steps: number;
}

/** What each layer and direction asks of the machine. */
export function loadsOf(workload: Workload): Load[] {
  const { kind, batch, units } = workload;
  const steps = isMasked(workload) ? lengthOf(workload) : workload.timeSteps;
  const columns = gates[kind] * units;
  const loads = inputDims(workload).map((inputDim): Load => {
    const [input, recurrent] = [inputDim * columns, units * columns];
    if (batch > 1) {
      return { products: batch * steps * (input + recurrent), stepBytes: 0, steps };
    }
    // With one step there is nothing to gather x·W from.
    if (steps === 1) return { products: 0, stepBytes: 4 * (input + recurrent), steps };
    return { products: steps * input, stepBytes: 4 * recurrent, steps };
  });
  return isBidirectional(workload) ? loads.flatMap((load) => [load, load]) : loads;
}

/** A contender that does the loads of a workload, timed beside the others. */
export async function roofOf(workload: Workload): Promise<Runner> {
  return roofRunner(await makeProbes(), loadsOf(workload));
}

const nothing = new Float32Array(0);

function roofRunner(probes: Probes, loads: readonly Load[]): Runner {
  const turns = loads.map(({ products, stepBytes, steps }) => ({
    multiply: Math.ceil(products / productsPerTurn),
    stream: Math.ceil(stepBytes / bytesPerTurn),
    steps,
  }));
  const sizes = turns.map(({ stream }) => stream * bytesPerTurn);
  const begin = probes.weightsAt(sizes.reduce((sum, size) => sum + size));
  const places = sizes.map((_, layer) =>
    sizes.slice(0, layer).reduce((place, size) => place + size, begin),
  );
  const once = (): void => {
    for (const [layer, { multiply, stream, steps }] of turns.entries()) {
      if (multiply > 0) probes.multiply(multiply);
      if (stream === 0) continue;
      for (let t = 0; t < steps; t++) probes.stream(places[layer] as number, stream);
    }
  };
  return {
    run(_, times) {
      for (let done = 0; done < times; done++) once();
      return nothing;
    },
    dispose: () => undefined,
  };
}

/** The machine's bounds by themselves, in thousand millions of products a second. */
export interface Roof {
  readonly relaxed: boolean;
  /** With numbers that are in registers. */
  readonly products: number;
  /** With weights of so many bytes, read again and again. */
  readonly streams: readonly { readonly bytes: number; readonly products: number }[];
}

/** Weights that fit the first cache, the second of most machines, a third, and none. */
const footprints = [16 * 2 ** 10, 512 * 2 ** 10, 4 * 2 ** 20, 64 * 2 ** 20];

/** Each bound at its best of a few tries, since what else the machine does can only slow it down. */
export async function measureRoof(): Promise<Roof> {
  const probes = await makeProbes();
  const turns = 200_000;
  const products = fastest(turns * productsPerTurn, () => probes.multiply(turns));
  const streams = footprints.map((bytes) => {
    const weights = probes.weightsAt(bytes);
    const times = Math.max(1, (16 * 2 ** 20) / bytes);
    const once = (): void => {
      for (let k = 0; k < times; k++) probes.stream(weights, bytes / bytesPerTurn);
    };
    return { bytes, products: fastest((times * bytes) / 4, once) };
  });
  return { relaxed: probes.relaxed, products, streams };
}

function fastest(products: number, once: () => void): number {
  let least = Infinity;
  for (let attempt = 0; attempt < 12; attempt++) {
    const start = performance.now();
    once();
    least = Math.min(least, performance.now() - start);
  }
  return products / least / 1e6;
}
