// Finds the module of a backend, in Node.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Backend } from '@gatefold/contract';
import { backendOf } from './backend-of.ts';
import { HarnessError } from './harness-error.ts';
import { messageOf } from './values.ts';

/**
 * Imports a module by path or by package name, as seen from the working directory, and makes its backend.
 *
 * @throws {HarnessError} when there is no such module, it throws, or its default export is no backend
 */
export async function backendAt(specifier: string): Promise<Backend> {
  const url = locate(specifier);
  let module: { default?: unknown };
  try {
    module = (await import(url)) as typeof module;
  } catch (error) {
    throw new HarnessError(`${specifier} could not be imported: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return backendOf(specifier, module.default);
}

/** The address of a module or package, as seen from the working directory. */
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
