// Makes the backend that a module exports, or a function makes: in Node, in a worker, in a page.

import type { Backend } from '@gatefold/contract';
import { HarnessError } from './harness-error.ts';
import { messageOf } from './message-of.ts';

/**
 * Takes a module's default export: a Backend, or a function that makes one.
 *
 * @throws {HarnessError} when it is neither, or the function throws
 */
export async function backendOf(specifier: string, exported: unknown): Promise<Backend> {
  if (exported === undefined) {
    throw new HarnessError(
      `${specifier} has no default export: export a Backend, or a function that makes one, as default`,
    );
  }
  const value =
    typeof exported === 'function' ? await made(specifier, exported as () => unknown) : exported;
  return checkBackend(`${specifier}: its default export`, value);
}

/** What is said of a module that throws when it is imported. */
export function importComplaint(specifier: string, error: unknown): string {
  return `${specifier} could not be imported: ${messageOf(error)}`;
}

/** @throws {HarnessError} when the function does */
export async function made<T>(where: string, make: () => T | Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    throw new HarnessError(
      `${where}: the function that makes the backend threw: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

/** @throws {HarnessError} when the value is no backend, which says what it lacks */
export function checkBackend(what: string, value: unknown): Backend {
  const { name, supports, layer, memory, idle, dispose } = (value ?? {}) as Partial<Backend>;
  const missing = [
    typeof name === 'string' ? '' : 'name',
    typeof supports === 'object' && supports !== null ? '' : 'supports',
    typeof layer === 'function' ? '' : 'layer()',
    typeof memory === 'function' ? '' : 'memory()',
    typeof idle === 'function' ? '' : 'idle()',
    typeof dispose === 'function' ? '' : 'dispose()',
  ].filter((part) => part !== '');
  if (missing.length > 0) {
    throw new HarnessError(
      `${what} is no Backend, it lacks ${missing.join(', ')}; defineBackend makes one`,
    );
  }
  return value as Backend;
}
