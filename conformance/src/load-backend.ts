// Finds the module of a backend, in Node.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import type { Backend } from '@gatefold/contract';
import { backendOf } from './backend-of.ts';
import { HarnessError } from './harness-error.ts';
import { messageOf } from './message-of.ts';

/**
 * Imports a module by path or by package name, as seen from the working directory, and makes its backend.
 *
 * @throws {HarnessError} when there is no such module, it throws, or its default export is no backend
 */
export async function backendAt(specifier: string): Promise<Backend> {
  const path = resolve(specifier);
  let module: { default?: unknown };
  try {
    module = await importHere(existsSync(path) ? pathToFileURL(path).href : specifier);
  } catch (error) {
    throw new HarnessError(complaintOf(specifier, error), { cause: error });
  }
  return backendOf(specifier, module.default);
}

/** Stands for a module in the working directory; nothing is there. */
const here = resolve('gatefold-conformance');

/** `import` as a module in the working directory has it. `require.resolve` would miss packages that only `import` opens. */
function importHere(specifier: string): Promise<{ default?: unknown }> {
  const importer = new Script('(specifier) => import(specifier)', {
    filename: here,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return (importer.runInThisContext() as typeof importHere)(specifier);
}

/** Node names the importer where a module cannot be found: it is ours, or one inside the backend. */
function complaintOf(specifier: string, error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const isMissing =
    ['ERR_MODULE_NOT_FOUND', 'ERR_INVALID_MODULE_SPECIFIER'].includes(code) &&
    message.includes(here);
  return isMissing
    ? `${specifier} is neither a file nor a package that can be found from here; give the path of a module, or install it`
    : `${specifier} could not be imported: ${messageOf(error)}`;
}
