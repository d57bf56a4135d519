// Finds a Chromium on this machine.

import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { HarnessError } from '../harness-error.ts';

/** The programs that a Chromium, or a browser built on it, is installed as. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'msedge'];

const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * The program: the one that GATEFOLD_CHROMIUM names, one that playwright-core has installed, or one in PATH.
 *
 * @param installed  where playwright-core's own would be
 * @throws {HarnessError} when there is none
 */
export function findChromium(
  installed: string,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  const named = environment['GATEFOLD_CHROMIUM'];
  if (named !== undefined) {
    if (isProgram(named)) return named;
    throw new HarnessError(`GATEFOLD_CHROMIUM: must be the path of a browser, got '${named}'`);
  }
  const folders = (environment['PATH'] ?? '').split(delimiter);
  const inPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = [installed, ...inPath, ...elsewhere].find((path) => isProgram(path));
  if (found !== undefined) return found;
  throw new HarnessError(
    "--browser: found no Chromium on this machine; install one (npx playwright-core install chromium, or your system's package chromium), or name it in GATEFOLD_CHROMIUM",
  );
}

function isProgram(path: string): boolean {
  if (path === '' || !existsSync(path)) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
