// Where the time of a prediction goes.

import type { PlannedCall } from './plan.ts';
import { type CallRunner, isOnDevice } from './run.ts';

export interface LayerTime {
  readonly path: string;
  readonly className: string;
  /** Whether the backend computed it; all other layers run on the host. */
  readonly isRecurrent: boolean;
  readonly milliseconds: number;
}

export interface Profile {
  /** Of all layers together. */
  readonly milliseconds: number;
  /** Which part of it layers took that are not recurrent, from 0 to 1. */
  readonly hostShare: number;
  /** One for each call of a layer, in order. */
  readonly layers: readonly LayerTime[];
}

/** Times calls; a recurrent layer is waited for, so that its time is not counted where its numbers are first read. */
export class Stopwatch {
  readonly #layers: LayerTime[] = [];

  time({ layer: { path, className, kind } }: PlannedCall, run: CallRunner): CallRunner {
    const layers = this.#layers;
    return function* timed(inputs, masks) {
      const start = performance.now();
      const outputs = yield* run(inputs, masks);
      const isRecurrent = kind === 'recurrent';
      if (isRecurrent && isOnDevice(outputs[0].tensor)) yield outputs[0].tensor;
      layers.push({ path, className, isRecurrent, milliseconds: performance.now() - start });
      return outputs;
    };
  }

  profile(): Profile {
    const sum = (times: readonly LayerTime[]): number =>
      times.reduce((total, { milliseconds }) => total + milliseconds, 0);
    const milliseconds = sum(this.#layers);
    const onHost = sum(this.#layers.filter(({ isRecurrent }) => !isRecurrent));
    const hostShare = milliseconds === 0 ? 0 : onHost / milliseconds;
    return { milliseconds, hostShare, layers: this.#layers };
  }
}
