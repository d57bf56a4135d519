// Backends behind stdio: an honest one, and everything that can go wrong on the way.

import { describe, expect, onTestFinished, test } from 'vitest';
import { execHost } from '../src/exec/exec-host.ts';
import type { CaseResult, Report } from '../src/report/report.ts';
import { runOn, type SuiteOptions } from '../src/run-on.ts';

const program = `node test/fixtures/stdio-backend.mjs`;
const [lstm, gru] = ['article/lstm/both', 'article/gru/both'];

async function runExec(
  fault: string,
  options: SuiteOptions = {},
  timeout = 10_000,
): Promise<Report> {
  const host = await execHost(`${program} '${fault}'`, timeout);
  onTestFinished(() => host.close());
  return runOn(host, { runs: 3, only: [lstm, gru], ...options });
}

test('an honest program passes all that it claims, and is presented in the report', async () => {
  const host = await execHost(`${program} none`, 10_000);
  onTestFinished(() => host.close());
  const { results, granted, backend } = await runOn(host, { runs: 3, levels: ['core'] });
  expect(granted).toEqual({ core: true });
  expect(results.length).toBeGreaterThan(200);
  expect(backend).toMatchObject({
    name: 'stdio',
    version: '1.2.3',
    through: 'exec',
    supports: { streaming: false, dataSync: false, masking: false },
  });
});

/** What each fault is in the results: the status, and what a reader is told. */
const faults: readonly (readonly [
  string,
  CaseResult['status'],
  message: string,
  ...printed: string[],
])[] = [
  ['garbage', 'errored', 'answered with what is no JSON: Segmentation fault (core dumped)'],
  ['half a line', 'crashed', 'the process ended with exit code 0, in the middle of a line: {"id"'],
  ['another schema', 'errored', 'answered against gatefold-stdio/1: the whole must'],
  [
    'another result',
    'errored',
    "answered run against gatefold-stdio/1: the whole must have required property 'output'",
  ],
  ['another shape', 'fail', 'output: must be { shape, data } of shape [1, 3, 1]'],
  ['no state', 'fail', 'state: must be there with returnState: true'],
  ['NaN', 'fail', 'component 0 at [0, 2, 0]: wanted 0.02480671927332878, got NaN'],
  ['exits', 'crashed', 'the process ended with exit code 3', 'out of memory on device 0'],
  ['answers the request before', 'errored', 'answered request 2 when request 3 was asked'],
  ['answers twice', 'errored', 'answered request 3 when '],
  ['raises', 'errored', 'no kernel image\nat run (device.py:7)'],
  ['raises unsupported', 'errored', 'lstm is not built in'],
];

describe('a program whose answers to run go wrong', () => {
  test.each(faults)('%s: %s', async (fault, status, message, ...printed) => {
    const { results } = await runExec(fault);
    const [first, second] = results as [CaseResult, CaseResult];
    expect(first.status, first.message).toBe(status);
    expect(first.message).toContain(message);
    expect(first.printed ?? '').toBe(printed.join());
    // The run goes on, with the program started again where it was lost.
    expect(second.status).toBe(status);
  });

  test('never answers: timeout, for each case anew', async () => {
    const { results } = await runExec('never answers', {}, 2000);
    expect(results.map(({ status }) => status)).toEqual(['timeout', 'timeout']);
    expect(results[0]?.message).toBe(
      'no answer to run in 2 s, and nothing came on its standard output; does it flush stdout? --timeout gives it longer',
    );
  });

  test('a law that meets a crash tells of the crash, and not of a smaller example', async () => {
    const { results } = await runExec('exits', { only: ['law/zero-kernels'] });
    expect(results[0]).toMatchObject({ status: 'crashed', printed: 'out of memory on device 0' });
    expect(results[0]?.message).toContain('made smaller 0 times');
  });

  test('another name after a crash ends the run', async () => {
    await expect(runExec('renames')).rejects.toThrow(
      'after it was started again it says another name, version or supports',
    );
  });
});

describe('a program that does not say hello', () => {
  test.each([
    ['prints first', 'no hello: answered with what is no JSON: Loading model …'],
    ['another protocol', 'protocol must be "gatefold-stdio/1"; got "gatefold-stdio/9"'],
    ['no claims', "must have required property 'supports'"],
    [
      'a cell of another name',
      'supports.cells.0 must be one of "simpleRNN", "lstm", "gru"; got "GRU"',
    ],
    ['claims in a text', 'supports must be object; got "lstm"'],
    ['another claim', "supports.activations: must be a list of activation names, got ['swish']"],
    ['ends at once', "ended with exit code 1\nModuleNotFoundError: No module named 'torch'"],
  ])('%s: %s', async (fault, message) => {
    await expect(execHost(`${program} '${fault}'`, 10_000)).rejects.toThrow(message);
  });

  test.each([
    ['says nothing', 'nothing came on its standard output; does it flush stdout?'],
    [
      'ends no line',
      'what came on its standard output is no whole line: {"id":1; does it end with \\n, and flush stdout?',
    ],
  ])('%s, which is noticed within its timeout', async (fault, message) => {
    await expect(execHost(`${program} '${fault}'`, 700)).rejects.toThrow(
      `no hello: no answer to hello in 0.7 s, and ${message} --timeout gives it longer`,
    );
  });

  test('is not there at all', async () => {
    await expect(execHost('no-such-program --at-all', 10_000)).rejects.toThrow(
      "--exec 'no-such-program --at-all': no hello: no-such-program could not be started",
    );
    await expect(execHost('  ', 10_000)).rejects.toThrow('--exec: must be a command, got nothing');
  });
});
