// Finds the backend that a module exports.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Backend } from '@gatefold/contract';
import { messageOf } from './values.ts';

/** The suite could not be run at all: exit code 2, and nothing is said about conformance. */
export class HarnessError extends Error {
  override readonly name = 'HarnessError';
}

/**
 * Imports a module by path or by package name, as seen from the working directory, and makes its backend.
 *
 * @throws {HarnessError} when there is no such module, it throws, or its default export is no backend
 */
export async function loadBackend(specifier: string): Promise<Backend> {
  const url = locate(specifier);
  let module: { default?: unknown };
  try {
    module = (await import(url)) as typeof module;
  } catch (error) {
    throw new HarnessError(`${specifier} could not be imported: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const exported = module.default;
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

function locate(specifier: string): string {
  const path = resolve(specifier);
  if (existsSync(path)) return pathToFileURL(path).href;
  try {
    return pathToFileURL(createRequire(resolve('package.json')).resolve(specifier)).href;
  } catch (error) {
    throw new HarnessError(
      `${specifier} is neither a file nor a package that can be found from here; give the path of a module, or install it`,
      { cause: error },
    );
  }
}

function checkBackend(specifier: string, value: unknown): Backend {
  const { name, supports, layer, memory, dispose } = (value ?? {}) as Partial<Backend>;
  const missing = [
    typeof name === 'string' ? '' : 'name',
    typeof supports === 'object' && supports !== null ? '' : 'supports',
    typeof layer === 'function' ? '' : 'layer()',
    typeof memory === 'function' ? '' : 'memory()',
    typeof dispose === 'function' ? '' : 'dispose()',
  ].filter((part) => part !== '');
  if (missing.length > 0) {
    throw new HarnessError(
      `${specifier}: its default export is no Backend, it lacks ${missing.join(', ')}; defineBackend makes one`,
    );
  }
  return value as Backend;
}
