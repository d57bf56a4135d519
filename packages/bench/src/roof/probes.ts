// The probes of probes-wat.ts, compiled and given weights to read.

import wabt from 'wabt';
import { probesWat } from './probes-wat.ts';

export interface Probes {
  /** Whether a product and a sum are one instruction here. */
  readonly relaxed: boolean;
  multiply(turns: number): void;
  /** Reads weights from a place on, which `weightsAt` gives. */
  stream(weights: number, turns: number): void;
  /** Makes room for so many bytes of weights, and fills them with small numbers. */
  weightsAt(bytes: number): number;
}

interface Exports extends WebAssembly.Exports {
  readonly memory: WebAssembly.Memory;
  readonly multiply: (turns: number) => void;
  readonly stream: (x: number, w: number, turns: number) => void;
}

const features = { simd: true, relaxed_simd: true };
/** Where x lies; results are below it, weights begin a page later. */
const [xAt, weightsBegin] = [4096, 65_536];

export async function makeProbes(): Promise<Probes> {
  const tools = await wabt();
  const bytesOf = (relaxed: boolean): Uint8Array<ArrayBuffer> => {
    const text = tools.parseWat('probes.wat', probesWat({ relaxed }), features);
    const { buffer } = text.toBinary({});
    text.destroy();
    return Uint8Array.from(buffer);
  };
  const [fused, plain] = [bytesOf(true), bytesOf(false)];
  const relaxed = WebAssembly.validate(fused);
  const { instance } = await WebAssembly.instantiate(relaxed ? fused : plain);
  const { memory, multiply, stream } = instance.exports as Exports;
  return {
    relaxed,
    multiply,
    stream: (weights, turns) => stream(xAt, weights, turns),
    weightsAt(bytes) {
      const missing = weightsBegin + bytes - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / 65_536));
      new Float32Array(memory.buffer, weightsBegin, bytes / 4).fill(1e-3);
      return weightsBegin;
    },
  };
}
