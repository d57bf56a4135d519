// Prints where the suite's command is: the one that is installed where the step runs, or one fetched from npm, in the
// version that wrote the reports of the given folder, or else in the action's own. Plain JavaScript: there is no build.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const name = '@gatefold/conformance';

/** @param {string} folder */
function suiteIn(folder) {
  const { resolve } = createRequire(join(folder, 'package.json'));
  return join(dirname(resolve(`${name}/package.json`)), 'dist', 'cli.js');
}

/** @param {string | undefined} reports */
function versionOf(reports) {
  const [report] = reports === undefined ? [] : readdirSync(reports);
  if (reports !== undefined && report !== undefined) {
    return JSON.parse(readFileSync(join(reports, report), 'utf8')).suite.version;
  }
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}

function isInstalled() {
  try {
    return suiteIn(process.cwd()) !== '';
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'MODULE_NOT_FOUND') return false;
    throw error;
  }
}

if (isInstalled()) {
  console.log(suiteIn(process.cwd()));
} else {
  const folder = join(String(process.env['RUNNER_TEMP']), 'gatefold', 'suite');
  const wanted = `${name}@${versionOf(process.argv[2])}`;
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, wanted], {
    // Standard output is for the answer. On Windows npm is a script of the shell's.
    stdio: ['ignore', process.stderr, process.stderr],
    shell: process.platform === 'win32',
  });
  console.log(suiteIn(folder));
}
