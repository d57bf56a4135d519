// npm start: from a bare checkout to the article's table and the suite's core level on the reference backend.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pinnedNode, root, setUp, SetupError } from './setup.mjs';

try {
  heading('Installing what is missing');
  const env = setUp();
  heading('Building');
  build(env);
  heading("The article's table, as computed here");
  show(env, 'docs/examples/article.ts');
  heading('Conformance: the core level, on the reference backend');
  show(env, 'conformance/dist/cli.js', 'run', 'packages/cpu/dist/index.js', '--level', 'core');
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  error.print();
  process.exitCode = 1;
}

/** @param {string} text */
function heading(text) {
  console.log(`\n── ${text}`);
}

/** @param {NodeJS.ProcessEnv} env */
function build(env) {
  const options = /** @type {const} */ ({ cwd: root, env, encoding: 'utf8' });
  const { status, stdout, stderr } = spawnSync('pnpm', ['run', 'build'], options);
  if (status !== 0) throw new SetupError('the build failed', `${stdout}${stderr}`);
}

/**
 * Runs a program with the pinned Node, its output for all to see; the first failure is this command's exit code.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} program
 * @param {...string} programArguments
 */
function show(env, program, ...programArguments) {
  const options = /** @type {const} */ ({ cwd: root, env, stdio: 'inherit' });
  const { status } = spawnSync(pinnedNode, [join(root, program), ...programArguments], options);
  process.exitCode ||= status ?? 1;
}
