// A whole model in a page: what it is given at first, what is read from the visitor's text, and what comes back.

import { type HostTensor, sizeOf } from '@gatefold/contract';
import type { Model } from '@gatefold/layers';
import { nestedText } from '../playground/nested-text.ts';
import type { Answer } from '../playground/run-layer.ts';

/** An input of a model, as nested lists that the visitor may edit. */
export interface InputText {
  readonly name: string;
  readonly text: string;
}

export interface ModelAnswer extends Answer {
  /** Of one call. */
  readonly milliseconds: number;
  /** The backend that ran it, by its own name. */
  readonly ranOn: string;
}

/** Where a model leaves the number of steps open. */
const someSteps = 10;
/** A browser's clock may be as coarse as a millisecond, so calls are timed together. */
const timedMilliseconds = 50;

/** Something that a model can read: a wave; for an input of two axes 1, 0, 1, 0, …, which may be numbers of words, too. */
export function firstInputs({ inputNames, inputShapes }: Model): readonly InputText[] {
  return inputNames.map((name, index) => ({ name, text: nestedText(filled(inputShapes[index])) }));
}

/**
 * Runs a model on what the visitor typed.
 *
 * @throws {Error} for text that is no JSON, or of another shape than the model takes, in words for the visitor
 */
export async function runModel(model: Model, texts: readonly InputText[]): Promise<ModelAnswer> {
  const data = Object.fromEntries(texts.map(({ name, text }) => [name, numbersIn(name, text)]));
  const outputs = [await model.predict(data)].flat();
  const start = performance.now();
  let calls = 0;
  while (performance.now() - start < timedMilliseconds) {
    await model.predict(data);
    calls++;
  }
  const milliseconds = (performance.now() - start) / calls;
  const names = model.outputNames;
  return {
    returned: outputs.map(({ shape, data: numbers }, index) => ({
      path: names[index] ?? '',
      shape,
      numbers,
    })),
    tuple: names.length === 1 ? String(names[0]) : `[${names.join(', ')}]`,
    milliseconds,
    ranOn: model.backend.name,
  };
}

function numbersIn(name: string, text: string): number[] {
  try {
    return JSON.parse(text) as number[];
  } catch (error) {
    throw new Error(`The input ${name} is no JSON yet: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function filled(declared: readonly (number | null)[] = [1, someSteps, 1]): HostTensor {
  const [batch, ...sizes] = declared;
  const shape = [batch ?? 1, ...sizes.map((size) => size ?? someSteps)];
  const value = shape.length > 2 ? wave : (index: number) => (index + 1) % 2;
  return { shape, data: Float32Array.from({ length: sizeOf(shape) }, (_, index) => value(index)) };
}

/** Between -1 and 1, of two decimals, which are short to read. */
function wave(index: number): number {
  return Math.round(100 * Math.sin(index / 1.6)) / 100;
}
