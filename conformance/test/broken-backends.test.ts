// Broken and hostile backends, and what else may go wrong around a run: each is a result or a sentence, with the exit code
// that says which, and nothing is left behind.

import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ofTheDay } from '../../packages/workspace/src/of-the-day.ts';
import { cliIn, root } from './fixtures/cli.ts';
import { mark } from './fixtures/left-behind.ts';

const broken = join(root, 'test', 'fixtures', 'broken', 'broken.mjs');
const stdio = `node ${join(root, 'test', 'fixtures', 'stdio-backend.mjs')}`;
const cases = join(root, 'dist', 'cases.js');
const few = ['--seed', '7', '--runs', '2', '--no-diagnosis'];
const article = ['--only', 'article/*', ...few];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatefold-broken-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A module that does something around each run of a GRU, and something before. */
function moduleOf(around: string, before = ''): string {
  const file = join(mkdtempSync(join(folder, 'module-')), 'backend.mjs');
  const imports = `import { breaking, zeros } from ${JSON.stringify(broken)};`;
  writeFileSync(file, `${imports}\n${before}\nexport default () => breaking(${around});\n`);
  return file;
}

interface Row {
  readonly fault: string;
  /** A module: what it does around each run of a GRU, of x, and what stands before. */
  readonly around?: string;
  readonly before?: string;
  /** Or a program. */
  readonly exec?: string;
  /** What else the command is given. */
  readonly options: readonly string[];
  /** 0 conformant, 1 a verdict, 2 no verdict and a sentence. */
  readonly code: 0 | 1 | 2;
  /** What is told: in the report, or in the sentence. */
  readonly says: RegExp;
}

const rows: readonly Row[] = [
  {
    fault: 'a module that says what nobody asked for',
    around: `() => {
      process.send('once');
      process.send({ secret: '', number: 1, text: '{}' });
      process.send({ kind: 'result', result: { id: 'article/lstm/both', status: 'fail' } });
    }`,
    options: article,
    code: 0,
    says: /6 passed, 0 failed/,
  },
  {
    fault: 'a module that makes passes of its failures on their way',
    before: `const send = process.send;
      process.send = ({ text, ...rest }) =>
        send.call(process, { ...rest, text: text.replaceAll('"fail"', '"pass"') });
      JSON.stringify = () => '{}';`,
    around: 'zeros',
    options: article,
    code: 1,
    says: /1 failed/,
  },
  {
    fault: 'a module that empties the suite',
    before: `import { cases } from ${JSON.stringify(cases)};
      try { cases.length = 0; } catch {}
      for (const item of cases) try { item.run = async () => undefined; } catch {}`,
    around: 'zeros',
    options: article,
    code: 1,
    says: /1 failed/,
  },
  {
    fault: 'a module that prints more than a string can hold',
    before: `import { spawnSync } from 'node:child_process';
      const flood = () =>
        spawnSync('sh', ['-c', "head -c 600000000 /dev/zero | tr '\\\\0' x"], { stdio: 'inherit' });`,
    around: `(x) => {
      if (x.shape[1] === 3) flood();
      return zeros(x);
    }`,
    options: ['--only', 'article/gru/both', ...few],
    code: 1,
    says: /\(\d{9} characters before this are left out\) …x{4000}$/m,
  },
  {
    fault: 'a module whose child holds its output and does not end',
    before: `import { spawn } from 'node:child_process';`,
    around: `() => void spawn('sleep', ['1000'], { stdio: 'inherit' })`,
    options: article,
    code: 0,
    says: /6 passed/,
  },
  {
    fault: 'a message that would speak to the terminal',
    around: String.raw`() => { throw new Error('\x1b]0;owned\x07\x1b[2J\x9b1m'); }`,
    options: article,
    code: 1,
    says: /^ {4}␛\]0;owned␇␛\[2J\u{FFFD}1m$/mu,
  },
  {
    fault: 'a message as long as a book',
    around: `() => { throw new Error('x'.repeat(1e6)); }`,
    options: article,
    code: 1,
    says: /x{20000}… \(980000 more characters\)/,
  },
  {
    fault: 'a program in a shell, which hangs',
    exec: `sh -c "${stdio} 'never answers'; true"`,
    options: [...article, '--timeout', '1'],
    code: 1,
    says: /✗ timeout[^]*no answer to run in 1 s/,
  },
  {
    fault: 'a program whose line does not end',
    exec: `${stdio} 'floods a line'`,
    options: ['--only', 'article/gru/both', ...few],
    code: 1,
    says: /✗ errored[^]*answered with a line of more than 67108864 characters/,
  },
  {
    fault: 'a program that ends in the middle of a stateful run',
    exec: `${stdio} 'ends at call 5'`,
    options: ['--only', 'law/stateful/calls', ...few],
    code: 1,
    says: /✗ crashed/,
  },
];

test.each(ofTheDay(rows, 4).map((row) => [row.fault, row] as const))(
  '%s',
  async (_fault, { around, before, exec, options, code, says }) => {
    const left = mark();
    onTestFinished(() => left.remove());
    const backend = exec === undefined ? [moduleOf(around as string, before)] : ['--exec', exec];
    const ended = await cliIn(root, left.environment, 'run', ...backend, ...options);
    expect(`${ended.stdout}${ended.stderr}`).toMatch(says);
    // Nothing acts on a terminal, and no sentence is a stack.
    expect(`${ended.stdout}${ended.stderr}`).not.toMatch(/[^\P{Cc}\n\t]|^ +at .*node:/mu);
    expect(ended.code).toBe(code);
    expect([left.processes(), left.files()]).toEqual([[], []]);
  },
);

describe('a place for reports', () => {
  const honest = 'test/fixtures/plain-backend.ts';
  const reporting = ['run', honest, ...article, '--report', 'json', '--out'];

  test("that holds somebody else's file, or no file, is left as it is: exit code 2", async () => {
    const file = join(folder, 'thesis.json');
    writeFileSync(file, '{"title":"Recurrence"}');
    const pipe = join(folder, 'pipe');
    execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
    for (const place of [file, pipe]) {
      const { code, stderr } = await cliIn(root, {}, ...reporting, place);
      expect(stderr).toContain(`--out: ${place} cannot be written: it is there, and is no report`);
      expect(code).toBe(2);
    }
    expect(readFileSync(file, 'utf8')).toBe('{"title":"Recurrence"}');
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });

  test('that holds an earlier report has the new one', async () => {
    const place = join(folder, 'earlier');
    for (const seed of ['1', '2']) {
      const kinds = ['--report', 'json', 'html', 'md', 'junit', 'badge', '--out', `${place}/`];
      const ended = await cliIn(root, {}, 'run', honest, ...article, ...kinds, '--seed', seed);
      expect(ended.code, ended.stderr).toBe(0);
    }
    expect(readFileSync(join(place, 'conformance.json'), 'utf8')).toContain('"seed": 2,');
    expect(readdirSync(place)).toHaveLength(5);
  });

  test('that is full takes nothing, and nothing half is left there: exit code 2', async () => {
    const place = mkdtempSync(join(folder, 'full-'));
    const command = [process.execPath, join(root, 'dist', 'cli.js'), ...reporting];
    // No file may be larger than a block: what a full disk does, on any disk.
    const shell = `ulimit -f 1; trap '' XFSZ; exec "$@"`;
    const { code, stderr } = await outcomeOf('sh', [
      '-c',
      shell,
      'sh',
      ...command,
      join(place, 'r.json'),
    ]);
    expect(stderr).toMatch(/^gatefold-conformance: --out: \S+r\.json cannot be written: EFBIG/m);
    expect(code).toBe(2);
    expect(readdirSync(place)).toEqual([]);
  });

  test.runIf(existsSync('/dev/full'))('of which nothing can be printed: exit code 2', async () => {
    const cli = [process.execPath, join(root, 'dist', 'cli.js'), 'run', honest, ...article];
    const { code, stderr } = await outcomeOf('sh', ['-c', 'exec "$@" > /dev/full', 'sh', ...cli]);
    expect(stderr).toMatch(/^gatefold-conformance: could not print: .*ENOSPC/m);
    expect(code).toBe(2);
  });
});

const signals = [
  ['SIGINT', []],
  ['SIGTERM', []],
  ['SIGHUP', []],
  ['SIGTERM', ['--browser']],
] as const;

describe.each(ofTheDay(signals, 2))('%s to the command, %s', (signal, browser) => {
  test('ends a backend that never ends, and leaves nothing', async () => {
    const left = mark();
    onTestFinished(() => left.remove());
    const hanging = join(mkdtempSync(join(folder, 'hanging-')), 'file');
    const hangs =
      browser.length === 0
        ? moduleOf(
            `() => { writeFileSync(${JSON.stringify(hanging)}, ''); for (;;); }`,
            `import { writeFileSync } from 'node:fs';`,
          )
        : moduleOf('() => { for (;;); }');
    const command = [join(root, 'dist', 'cli.js'), 'run', hangs, ...browser, ...article];
    const env = { ...process.env, ...left.environment };
    const child = spawn(process.execPath, command, { cwd: root, env, stdio: 'ignore' });
    const exit = once(child, 'exit');
    // Of a page it is not seen from outside how far it has come.
    const isBusy = (): boolean =>
      browser.length === 0
        ? existsSync(hanging)
        : left.processes().some((line) => line.includes('--remote-debugging-pipe'));
    await expect.poll(isBusy, { timeout: 60_000 }).toBe(true);
    child.kill(signal);
    expect(await exit).toEqual([null, signal]);
    await expect.poll(() => left.processes()).toEqual([]);
    expect(left.files()).toEqual([]);
  });
});

function outcomeOf(program: string, given: readonly string[]) {
  return new Promise<{ code: unknown; stderr: string }>((resolve) => {
    const env = { ...process.env, NO_COLOR: '1', GITHUB_ACTIONS: undefined };
    execFile(program, given, { cwd: root, env }, (error, _stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stderr }),
    );
  });
}
