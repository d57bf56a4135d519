// Finds the module of a backend, in Node.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import type { Backend } from '@gatefold/contract';
import { backendOf, importComplaint } from './backend-of.ts';
import { HarnessError } from './harness-error.ts';
import { fromHere, ownFrames } from './hosts/own-frames.ts';
import { stackOf } from './stack.ts';

/**
 * Imports a module by path or by package name, as seen from the working directory, and makes its backend.
 *
 * @throws {HarnessError} when there is no such module, it throws, or its default export is no backend
 */
export async function backendAt(specifier: string): Promise<Backend> {
  let module: { default?: unknown };
  try {
    module = await importHere(urlOf(specifier));
  } catch (error) {
    const told = [complaintOf(specifier, error), ...syntaxPlace(specifier, error)];
    throw new HarnessError(told.join('\n    at '), { cause: error });
  }
  return backendOf(specifier, module.default);
}

/** Of a file its address, of a package its name. */
function urlOf(specifier: string): string {
  const path = resolve(specifier);
  return existsSync(path) ? pathToFileURL(path).href : specifier;
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
    : importComplaint(specifier, error);
}

/**
 * File and line of a syntax error, wherever it is among the imports.
 *
 * Node keeps them out of the error of an import and prints them only where nobody catches it, so that another process has
 * to fail for it.
 */
function syntaxPlace(specifier: string, error: unknown): string[] {
  if (!(error instanceof SyntaxError) || ownFrames(stackOf(error)).length > 0) return [];
  const again = `await import(${JSON.stringify(urlOf(specifier))})`;
  const options = ['--input-type=module', '--eval', again];
  const { stderr } = spawnSync(process.execPath, options, { encoding: 'utf8', timeout: 20_000 });
  const [, url, line] = /^(file:\/\/\S+):(\d+)$/m.exec(stderr) ?? [];
  return url === undefined ? [] : [`${fromHere(fileURLToPath(url))}:${line}`];
}
