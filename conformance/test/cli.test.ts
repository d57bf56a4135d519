// gatefold-conformance as a person runs it: exit codes, what is printed, what a mistake is answered with.

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const honest = 'test/fixtures/plain-backend.ts';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(root, 'test', 'fixtures', 'tmp-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function cli(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const file = join(root, 'dist', 'cli.js');
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
    execFile(process.execPath, [file, ...args], { cwd: root, env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

async function moduleFile(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

describe('gatefold-conformance run', () => {
  test('grants core and ends with 0', async () => {
    const { code, stdout, stderr } = await cli('run', honest, '--level', 'core', '--runs', '5');
    expect(stdout).toContain('levels granted: ✓ core');
    expect(stdout).toMatch(/\d+ passed, 0 failed, 0 unsupported/);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  test('names clause, difference, likeness and replay of a failure, and ends with 1', async () => {
    const mutant = 'mutant:mask/head-is-state';
    const { code, stdout } = await cli('run', mutant, '--only', 'mask/head', '--seed', '7');
    expect(stdout).toContain('✗ M4 M13 masked steps before the first kept one emit zeros');
    expect(stdout).toMatch(/the masked head of row 1 at \[0, 0\]: wanted 0, got -?0\.\d+, off by/);
    expect(stdout).toContain(
      'looks like Keras 3 on numpy or jax, whose masked head emits the initial h',
    );
    expect(stdout).toContain(`run ${mutant} --only 'mask/head' --seed 7 --runs 100`);
    expect(code).toBe(1);
  });

  test('replays a law by the command that it prints, and from the file that it saved', async () => {
    const mutant = 'mutant:gates/lstm/iofg';
    const law = ['run', mutant, '--only', 'law/zero-kernels', '--no-diagnosis'];
    const first = await cli(...law, '--counterexamples', folder);
    const command = /gatefold-conformance (run .*)/.exec(first.stdout)?.[1] ?? '';
    expect(command).toMatch(/--path [\d:]+$/);
    const again = await cli(...command.replaceAll("'", '').split(' '));
    expect(again.stdout).toContain('looks like LSTM gate order i,o,f,g');
    const file = /saved (.*)/.exec(first.stdout)?.[1] ?? '';
    const replayed = await cli(...law, '--runs', '1', '--replay', file);
    expect(replayed.stdout).toContain('a counterexample that was saved');
    expect([first.code, again.code, replayed.code]).toEqual([1, 1, 1]);
  });

  test('ends with 1 when an asked-for level is not granted, although nothing failed', async () => {
    const { code, stdout } = await cli('run', honest, '--level', 'keras3', '--runs', '5');
    expect(stdout).toContain('0 failed');
    expect(stdout).toContain('– keras3');
    expect(code).toBe(1);
  });
});

describe('what cannot be run ends with 2 and says why', () => {
  const mistakes: readonly (readonly [what: string, args: string[], says: RegExp])[] = [
    ['no such module', ['run', './nowhere.js'], /neither a file nor a package/],
    ['no command', [], /Usage: gatefold-conformance/],
    ['no such command', ['walk'], /unknown command 'walk'/],
    ['no such option', ['run', honest, '--fast'], /unknown option '--fast'/],
    ['no such level', ['run', honest, '--level', 'hard'], /Allowed choices are core, masking/],
    ['no such case', ['run', honest, '--only', 'nothing/*'], /no case matches/],
    ['no number', ['run', honest, '--seed', 'lucky'], /must be a whole number or 'random'/],
    ['no such mutant', ['run', 'mutant:none'], /there is no mutant none/],
    ['no such file', ['run', honest, '--replay', 'nowhere.json'], /could not be read.*ENOENT/],
    ['no runs', ['run', honest, '--runs', '0'], /whole number of at least 1/],
  ];

  test.each(mistakes)('%s', async (_what, args, says) => {
    const { code, stdout, stderr } = await cli(...args);
    expect(stderr).toMatch(says);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  const modules: readonly (readonly [what: string, text: string, says: RegExp])[] = [
    ['no default export', 'export const backend = 1;', /has no default export/],
    ['no backend', 'export default { name: 7 };', /lacks name, supports, layer\(\), memory\(\)/],
    ['a syntax error', 'export default {{', /could not be imported/],
    ['a factory that throws', "export default () => { throw new Error('no GPU') };", /no GPU/],
  ];

  test.each(modules)('a module with %s', async (what, text, says) => {
    const file = await moduleFile(`${what.replaceAll(' ', '-')}.mjs`, text);
    const { code, stderr } = await cli('run', file);
    expect(stderr).toMatch(says);
    expect(code).toBe(2);
  });
});

test('gatefold-conformance list shows ids, levels and titles', async () => {
  const { code, stdout } = await cli('list', '--level', 'streaming');
  expect(stdout).toContain('stream/reset  [streaming]  T4 T3 reset() repeats');
  expect(stdout).not.toContain('article/');
  expect(code).toBe(0);
});
