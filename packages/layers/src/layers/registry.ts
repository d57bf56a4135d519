// The layers that compute on the host, by Keras's class: those of the table, and those that an app has added.

import type { LayerClass } from './layer-class.ts';
import { operations } from './operations.ts';
import { layerClasses } from './table.ts';

/** Classes that are made elsewhere: recurrent layers, and what stands around others. */
const others = new Set(['SimpleRNN', 'LSTM', 'GRU', 'RNN', 'Bidirectional', 'TimeDistributed']);

const added = new Map<string, LayerClass>();

/** Whether a class is one of those that come with this package. */
export function isOwn(className: string): boolean {
  return others.has(className) || isTabled(className);
}

function isTabled(className: string): boolean {
  return Object.hasOwn(layerClasses, className) || Object.hasOwn(operations, className);
}

export function classNamed(className: string): LayerClass | undefined {
  if (!isTabled(className)) return added.get(className);
  return Object.hasOwn(operations, className) ? operations[className] : layerClasses[className];
}

export function addClass(className: string, layerClass: LayerClass): void {
  added.set(className, layerClass);
}
