// gatefold-conformance as a person runs it: exit codes, what is printed, what a mistake is answered with.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ofTheDay } from '../../packages/workspace/src/of-the-day.ts';
import { cli, root } from './fixtures/cli.ts';

const honest = 'test/fixtures/plain-backend.ts';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(root, 'test', 'fixtures', 'tmp-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function moduleFile(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

describe('gatefold-conformance run', () => {
  test('grants a level and ends with 0', async () => {
    const { code, stdout, stderr } = await cli('run', honest, '--level', 'masking', '--runs', '5');
    expect(stdout).toContain('levels granted: ✓ masking');
    expect(stdout).toMatch(/\d+ passed, 0 failed, 0 unsupported/);
    // Fresh each time, and told, so that whatever comes of it can be repeated.
    const [, seed] = /^seed (\d+); --seed \1 draws the same again\n$/.exec(stderr) ?? [];
    expect(stdout).toMatch(new RegExp(`, seed ${seed}$`, 'm'));
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
    const file = /saved (.*)/.exec(first.stderr)?.[1] ?? '';
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
    ['no number', ['run', honest, '--seed', 'lucky'], /must be a whole number\./],
    ['no such mutant', ['run', 'mutant:none'], /there is no mutant none/],
    ['no such file', ['run', honest, '--replay', 'nowhere.json'], /could not be read.*ENOENT/],
    ['no runs', ['run', honest, '--runs', '0'], /whole number of at least 1/],
    ['no module', ['run'], /must be given a module, or --exec/],
    ['a module and a command', ['run', honest, '--exec', 'true'], /and not both/],
    ['a command that is not there', ['run', '--exec', 'no-such'], /no hello: no-such could not/],
    ['a page of a command', ['run', '--exec', 'x', '--browser'], /--browser: needs a module/],
    ['a window without a browser', ['run', honest, '--headed'], /--headed: needs --browser/],
    [
      'an address and a window',
      ['run', honest, '--browser', '--url', '--gpu'],
      /starts no browser/,
    ],
    [
      'two drivers',
      ['run', honest, '--browser', '--gpu', '--driver', 'mesa'],
      /--gpu: is short for --driver gpu/,
    ],
    [
      'a driver of Firefox',
      ['run', honest, '--browser', 'firefox', '--gpu'],
      /--gpu: chooses what draws in Chromium; Firefox draws with Mesa/,
    ],
    [
      'an address for Firefox',
      ['run', honest, '--browser', 'firefox', '--url'],
      /--url: starts no browser; open the address in Firefox/,
    ],
    ['a host and no address', ['run', honest, '--browser', '--host', '::1'], /--host: needs --url/],
    [
      'a host that is elsewhere',
      ['run', honest, '--browser', '--url', '--host', '203.0.113.7'],
      /--host: must be an address of this machine, got 203\.0\.113\.7/,
    ],
    ['no such browser', ['run', '--browser', honest], /must be chromium or firefox/],
    ['no such driver', ['run', honest, '--driver', 'dx'], /Allowed choices are swiftshader, mesa/],
    ['no such shard', ['run', honest, '--shard', '5/4'], /must be i\/n with i from 1 to n/],
    [
      'no such report',
      ['run', honest, '--report', 'pdf'],
      /Allowed choices are terminal, github, json/,
    ],
    ['reports without a place', ['run', honest, '--report', 'json', 'md'], /need --out <folder>/],
    ['a place without a report', ['run', honest, '--out', 'x'], /--out: needs a --report/],
    ['a place that is none', ['run', honest, '--report', 'md', '--out', 'package.json/x'], /--out/],
    ['no known failures', ['run', honest, '--known', 'package.json'], /no file of known failures/],
    ['no such case to explain', ['explain', 'mask/hea'], /did you mean mask\/head/],
    ['no report to compare', ['diff', 'package.json', 'package.json'], /must be of the format/],
    ['one report of two', ['merge', 'nowhere.json'], /could not be read/],
  ];

  // Each a process of its own.
  test.each(ofTheDay(mistakes, 4))('%s', async (_what, args, says) => {
    const { code, stdout, stderr } = await cli(...args);
    expect(stderr).toMatch(says);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  const modules: readonly (readonly [what: string, text: string, says: RegExp])[] = [
    ['no default export', 'export const backend = 1;', /has no default export/],
    ['no backend', 'export default { name: 7 };', /lacks name, supports, layer\(\), memory\(\)/],
    ['a syntax error', 'export default {{', /could not be imported/],
    ['a process that it ends', 'process.exit(5)', /no backend came of it.*exit code 5/s],
    ['a factory that throws', "export default () => { throw new Error('no GPU') };", /no GPU/],
  ];

  const replays: readonly (readonly [what: string, content: unknown, says: RegExp])[] = [
    ['no JSON', '{"format"', /could not be read: .*JSON/],
    [
      'another version',
      { format: 'gatefold-counterexample/0' },
      /is no gatefold-counterexample\/1/,
    ],
    [
      'a law that is not there',
      { format: 'gatefold-counterexample/1', law: 'law/of-old' },
      /of law\/of-old, which is no law of this version/,
    ],
  ];

  test.each(replays)('a replay file with %s', async (what, content, says) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    const file = await moduleFile(`${what.replaceAll(' ', '-')}.json`, text);
    const { code, stderr, stdout } = await cli('run', honest, '--replay', file);
    expect(stderr).toMatch(says);
    expect([code, stdout]).toEqual([2, '']);
  });

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

test('gatefold-conformance list --covering shows the calls that are made of what a backend claims', async () => {
  const { code, stdout } = await cli('list', '--covering', honest, '--level', 'masking');
  const lines = stdout.trim().split('\n');
  expect(lines.length).toBeGreaterThan(100);
  expect(lines.filter((line) => !/^law\/(sizes|pairs)\/masking  .*units \d+/.test(line))).toEqual(
    [],
  );
  expect(lines.some((line) => line.includes('timeSteps 520, mask'))).toBe(true);
  expect(code).toBe(0);
});
