// Objects of options, of a builder or of a call: plain, and without a key that nobody would read.
// Clauses E7, E14, E28.

import { describe } from './describe.ts';
import { ConfigError } from './errors.ts';
import { guardReads } from './guard-reads.ts';

/** Keras arguments that matter to training or to the graph only; named so that their refusal can say so. */
const trainingKeys = new Set([
  'dropout',
  'recurrentDropout',
  'kernelInitializer',
  'recurrentInitializer',
  'biasInitializer',
  'unitForgetBias',
  'kernelRegularizer',
  'recurrentRegularizer',
  'biasRegularizer',
  'activityRegularizer',
  'kernelConstraint',
  'recurrentConstraint',
  'biasConstraint',
  'seed',
  'unroll',
  'implementation',
  'useCudnn',
]);

/**
 * Reads every known option once, and refuses one that would be ignored.
 *
 * @returns the options by name; undefined for those that are absent
 * @throws {ConfigError} for an unknown key, and for what is no plain object: a Map or a class instance may hold options
 *   where nobody looks
 * @see    clauses E7, E14, E28
 * @example
 *   import { checkOptions } from '@gatefold/contract/author';
 *   checkOptions('mine', { threads: 2 }, ['threads', 'memory']); // => { threads: 2, memory: undefined }
 *   checkOptions('mine', { Threads: 2 }, ['threads', 'memory']);
 *   // => throws ConfigError: mine.Threads: is not an option; did you mean threads
 */
export function checkOptions<const K extends string>(
  where: string,
  options: unknown,
  known: readonly K[],
): Readonly<Record<K, unknown>> {
  return guardReads(where, () => {
    if (!isPlain(options)) {
      throw new ConfigError({
        where,
        expected: 'must be a plain object of options',
        actual: describe(options),
        remedy: `write { ${known.find((name) => name !== 'kind')}: … }`,
      });
    }
    for (const key of Object.keys(options)) {
      if ((known as readonly string[]).includes(key)) continue;
      throw new ConfigError({
        where: `${where}.${key}`,
        expected: 'is not an option',
        remedy: adviceFor(key, known),
      });
    }
    const read = {} as Record<K, unknown>;
    for (const name of known) read[name] = (options as Record<K, unknown>)[name];
    return read;
  });
}

/** Whether an object has no prototype, or that of object literals, in whatever realm. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function adviceFor(key: string, known: readonly string[]): string {
  const camel = key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const twin = known.find((name) => name.toLowerCase() === camel.toLowerCase());
  if (twin !== undefined) return `did you mean ${twin}`;
  if (trainingKeys.has(camel)) {
    return 'it does not change inference, so leave it out; fromKerasConfig sorts such keys out of a Keras config';
  }
  return `known: ${known.filter((name) => name !== 'kind').join(', ')}`;
}
