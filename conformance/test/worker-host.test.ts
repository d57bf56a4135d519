// Modules in a process of their own: what they do to it is a result, and the run goes on.

import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { workerHost } from '../src/hosts/worker-host.ts';
import { caseOf } from '../src/cases.ts';
import type { Host } from '../src/hosts/host.ts';
import { localHost } from '../src/hosts/local-host.ts';
import { plainBackend } from '../src/plain/plain-backend.ts';
import type { CaseResult } from '../src/report/report.ts';
import { resultOf } from '../src/run-case.ts';
import { runOn } from '../src/run-on.ts';
import { isWhole } from '../../packages/workspace/src/of-the-day.ts';

const broken = join(import.meta.dirname, 'fixtures', 'broken');
const only = ['article/lstm/both', 'article/gru/both', 'article/lstm/neither'];

async function runModule(name: string, timeout = 10_000): Promise<readonly CaseResult[]> {
  const host = await workerHost(join(broken, name), timeout);
  onTestFinished(() => host.close());
  return (await runOn(host, { only })).results;
}

describe('a module that', () => {
  test.each([
    ['exits', 'crashed', "the backend's process ended with exit code 7", ''],
    ['dies', 'crashed', "the backend's process ended by SIGSEGV", ''],
    ['rejects', 'crashed', 'ended with exit code 1', 'device lost, says the driver'],
  ])('%s is a result: %s', async (name, status, message, printed) => {
    const results = await runModule(`${name}.mjs`);
    expect(results.filter((result) => result.status === 'pass')).toHaveLength(2);
    const result = results.find(({ id }) => id === 'article/gru/both');
    expect(result?.status).toBe(status);
    expect(result?.message).toContain(message);
    expect(result?.printed ?? '').toContain(printed);
  });

  test('hangs is a result: timeout', async () => {
    const results = await runModule('hangs.mjs', 700);
    expect(results.find(({ id }) => id === 'article/gru/both')).toMatchObject({
      status: 'timeout',
      message: 'no answer in 0.7 s; --timeout gives it longer',
    });
    expect(results.filter(({ status }) => status === 'pass')).toHaveLength(2);
  });
});

describe('a run ends without a report', () => {
  const inARow = 'crashed or timed out in 25 cases in a row';

  // Twenty-five processes.
  test.runIf(isWhole)('in which nothing but crashes comes', { timeout: 60_000 }, async () => {
    const host = await workerHost(join(broken, 'always-exits.mjs'), 10_000);
    onTestFinished(() => host.close());
    await expect(runOn(host, { only: ['golden/cells/*'] })).rejects.toThrow(inARow);
  });

  const hung =
    /timed out in 25 cases, ending with golden\/\S+: no answer in 60 s; there is no report/;
  test.each<[string, CaseResult['status'], CaseResult['status'], string | RegExp, number]>([
    ['crashes', 'crashed', 'timeout', inARow, 25],
    ['hangs in every other case', 'timeout', 'pass', hung, 49],
  ])('that %s, when it has done so often enough', async (_, first, second, message, asked) => {
    let turn = 0;
    const host: Host = {
      ...localHost(plainBackend()),
      runCase: async (id) => {
        const status = turn++ % 2 === 0 ? first : second;
        return resultOf(caseOf(id), status, { message: 'no answer in 60 s' });
      },
    };
    const running = runOn(host, { only: ['golden/*'], diagnosis: false });
    await expect(running).rejects.toThrow(message);
    expect(turn).toBe(asked);
  });
});
