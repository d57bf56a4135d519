// Makes the backend that a module exports: in Node, in a worker process, in a browser's page.

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
  let backend: unknown = exported;
  if (typeof exported === 'function') {
    try {
      backend = await (exported as () => unknown)();
    } catch (error) {
      throw new HarnessError(
        `${specifier}: the function that makes the backend threw: ${messageOf(error)}`,
        {
          cause: error,
        },
      );
    }
  }
  return checkBackend(specifier, backend);
}

function checkBackend(specifier: string, value: unknown): Backend {
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
      `${specifier}: its default export is no Backend, it lacks ${missing.join(', ')}; defineBackend makes one`,
    );
  }
  return value as Backend;
}
