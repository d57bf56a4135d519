// Prepares a checkout on a machine that has only Node and npm. Runs on the machine's own Node, before anything is
// installed: no dependencies, no TypeScript.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The first whose require takes ES modules, which the test of the packed packages does. */
const oldestNode = '20.19';
const binaries = join(root, 'node_modules', '.bin');
export const pinnedNode = join(binaries, 'node');

/** Something that this machine lacks: the message says what, and what to do. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {string} said what the tool that failed had to say
   */
  constructor(message, said = '') {
    super(message);
    this.said = said;
  }

  print() {
    console.error(`${this.said}\n\ngatefold: ${this.message}`);
  }
}

/**
 * Installs what is missing.
 *
 * @returns {NodeJS.ProcessEnv} the environment of every later command: the pinned Node and pnpm come first in PATH
 * @throws {SetupError}
 */
export function setUp() {
  if (process.platform === 'win32') {
    throw new SetupError(
      'the tools of this repository need Linux, macOS or WSL, not plain Windows',
    );
  }
  // npm hands these on to its scripts: an npm further down would install into this checkout, and hide its errors.
  delete process.env['npm_config_local_prefix'];
  delete process.env['npm_config_loglevel'];
  const machineNode = findMachineNode();
  const pnpmFolder = findPnpm();
  const environment = {
    ...process.env,
    PATH: [binaries, pnpmFolder, process.env['PATH']].join(delimiter),
    GATEFOLD_MACHINE_NODE: machineNode,
    DO_NOT_TRACK: '1',
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
  };
  install(environment);
  checkPinnedNode();
  return environment;
}

/** npm puts node_modules/.bin first in PATH, so the Node that runs this may be the pinned one already. */
function findMachineNode() {
  const installed = existsSync(binaries) ? realpathSync(join(root, 'node_modules')) : undefined;
  const candidates = [
    process.env['npm_node_execpath'],
    process.execPath,
    ...(process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node')),
  ];
  const path = candidates.find(
    (candidate) =>
      candidate !== undefined &&
      existsSync(candidate) &&
      !(installed && realpathSync(candidate).startsWith(installed)),
  );
  if (path === undefined) throw new SetupError(`found no Node in PATH; install Node ${oldestNode}`);
  const version = output(path, ['--version']);
  if (version.localeCompare(`v${oldestNode}`, 'en', { numeric: true }) < 0) {
    throw new SetupError(
      `needs Node ${oldestNode} or later, got ${version} (${path}); update Node`,
    );
  }
  return path;
}

/** The folder of the pnpm that package.json pins; npx fetches it on first use and keeps it. */
function findPnpm() {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (spawnSync('npx', ['--version']).status !== 0) {
    throw new SetupError('found no npx, which comes with npm; install npm');
  }
  // Away from the checkout, so that its own node_modules/.bin is not in the answer.
  // pnpm is a stub until its install script has run; this overrules ignore-scripts for it alone.
  const npxOptions = ['--yes', '--prefer-offline', '--ignore-scripts=false'];
  const inPackage = [...npxOptions, `--package=${packageManager}`, '--'];
  const printPath = ['node', '-p', 'process.env.PATH'];
  const options = /** @type {const} */ ({ cwd: tmpdir(), encoding: 'utf8' });
  const probe = spawnSync('npx', [...inPackage, ...printPath], options);
  const folder = (probe.stdout ?? '').trim().split(delimiter)[0] ?? '';
  const version = existsSync(join(folder, 'pnpm')) ? output(join(folder, 'pnpm'), ['-v']) : '';
  if (`pnpm@${version}` !== packageManager) {
    throw failure(`fetching ${packageManager} with npx`, probe);
  }
  return folder;
}

/** @param {NodeJS.ProcessEnv} environment */
function install(environment) {
  const options = /** @type {const} */ ({ cwd: root, env: environment, encoding: 'utf8' });
  const installation = spawnSync('pnpm', ['install', '--frozen-lockfile'], options);
  if (installation.status !== 0) throw failure('pnpm install', installation);
}

function checkPinnedNode() {
  const manifest = join(root, 'node_modules', 'node', 'package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  const installed = existsSync(pinnedNode) ? output(pinnedNode, ['--version']) : 'none';
  if (installed !== `v${version}`) {
    throw new SetupError(
      `node_modules/.bin/node must be Node ${version}, got ${installed || 'one that does not start'}; ` +
        'check that npm may run install scripts (npm config get ignore-scripts), ' +
        'delete node_modules and start again',
    );
  }
}

/**
 * @param {string} command
 * @param {string[]} arguments_
 */
function output(command, arguments_) {
  return (spawnSync(command, arguments_, { encoding: 'utf8' }).stdout ?? '').trim();
}

/**
 * @param {string} what
 * @param {import('node:child_process').SpawnSyncReturns<string>} result
 */
function failure(what, { error, stdout, stderr }) {
  const said = `${error ?? ''}${stdout ?? ''}${stderr ?? ''}`.trim();
  const offline = /ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|connect error|dns error|timed out/i.test(
    said,
  );
  const remedy = offline
    ? 'the package registry cannot be reached; connect this machine, or point npm at one that it reaches'
    : 'what it said is above';
  return new SetupError(`${what} failed: ${remedy}`, said);
}
