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

test(
  'a run in which nothing but crashes comes ends without a report',
  { timeout: 60_000 },
  async () => {
    const host = await workerHost(join(broken, 'always-exits.mjs'), 10_000);
    onTestFinished(() => host.close());
    await expect(runOn(host, { only: ['golden/cells/*'] })).rejects.toThrow(
      'crashed or timed out in 25 cases in a row',
    );
  },
);

test('a run that hangs in every other case ends as well, when it has hung often enough', async () => {
  let hangs = 0;
  const result = (id: string): CaseResult => {
    const isHang = hangs % 2 === 0;
    hangs++;
    return resultOf(caseOf(id), isHang ? 'timeout' : 'pass', { message: 'no answer in 60 s' });
  };
  const host: Host = {
    ...localHost(plainBackend()),
    runCase: async (id) => result(id),
  };
  await expect(runOn(host, { only: ['golden/*'], diagnosis: false })).rejects.toThrow(
    /timed out in 25 cases, ending with golden\/\S+: no answer in 60 s; there is no report/,
  );
  expect(hangs).toBe(49);
});
