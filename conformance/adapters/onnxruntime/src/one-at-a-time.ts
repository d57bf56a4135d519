import type { Ort, Session } from './onnx-engine.ts';

/**
 * An ONNX Runtime whose sessions are made, run and released one after the other, across all of them.
 *
 * As WebAssembly 1.30.0 cannot do otherwise: two sessions at once spoil each other's memory (reproductions/two-at-once.mjs). On
 * WebGPU of two that are made at once one is refused, and two runs at once hang or abort
 * (reproductions/two-at-once-webgpu.mjs, https://github.com/microsoft/onnxruntime/issues/32561). Whoever uses it waits, so the
 * adapter does; else every law that has two layers would say this one thing.
 */
export function oneAtATime({ Tensor, InferenceSession }: Ort): Ort {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(begin: () => Promise<T>): Promise<T> => {
    const made = last.then(begin);
    last = made.catch(() => undefined);
    return made;
  };
  const create = async (
    ...how: Parameters<Ort['InferenceSession']['create']>
  ): Promise<Session> => {
    const session = await inTurn(() => InferenceSession.create(...how));
    return {
      run: (feeds) => inTurn(() => session.run(feeds)),
      release: () => inTurn(() => session.release()),
    };
  };
  return { Tensor, InferenceSession: { create } };
}
