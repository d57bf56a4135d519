// Finds a browser on this machine.

import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { HarnessError } from '../harness-error.ts';

interface Kind {
  /** The variable that names it, before anything is looked for. */
  readonly variable: string;
  /** The programs that it, or a browser built on it, is installed as. */
  readonly names: readonly string[];
  /** Where it is when it is not in PATH. */
  readonly elsewhere: readonly string[];
  /** What is said where there is none. */
  readonly missing: string;
}

const chromium: Kind = {
  variable: 'GATEFOLD_CHROMIUM',
  names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'msedge'],
  elsewhere: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
  missing:
    "--browser: found no Chromium on this machine; install one (npx playwright-core install chromium, or your system's package chromium), or name it in GATEFOLD_CHROMIUM",
};

const firefox: Kind = {
  variable: 'GATEFOLD_FIREFOX',
  names: ['firefox', 'firefox-esr', 'firefox-developer-edition'],
  elsewhere: [
    '/Applications/Firefox.app/Contents/MacOS/firefox',
    'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
  ],
  missing:
    "--browser firefox: found no Firefox on this machine; install one (your system's package firefox or firefox-esr), or name it in GATEFOLD_FIREFOX",
};

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
  return find(chromium, environment, installed);
}

/**
 * The program: the one that GATEFOLD_FIREFOX names, or one in PATH.
 *
 * @throws {HarnessError} when there is none
 */
export function findFirefox(environment: NodeJS.ProcessEnv = process.env): string {
  return find(firefox, environment);
}

function find(
  { variable, names, elsewhere, missing }: Kind,
  environment: NodeJS.ProcessEnv,
  ...installed: readonly string[]
): string {
  const named = environment[variable];
  if (named !== undefined) {
    if (isProgram(named)) return named;
    throw new HarnessError(`${variable}: must be the path of a browser, got '${named}'`);
  }
  const folders = (environment['PATH'] ?? '').split(delimiter);
  const inPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = [...installed, ...inPath, ...elsewhere].find((path) => isProgram(path));
  if (found === undefined) throw new HarnessError(missing);
  return found;
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
