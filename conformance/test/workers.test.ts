// Several hosts that share the cases of a run: who runs what, what one report says of them, and what ends them all.

import { expect, test } from 'vitest';
import { caseOf } from '../src/cases.ts';
import { HarnessError } from '../src/harness-error.ts';
import type { Host } from '../src/hosts/host.ts';
import { localHost } from '../src/hosts/local-host.ts';
import { severalHosts } from '../src/hosts/several-hosts.ts';
import { plainBackend } from '../src/plain/plain-backend.ts';
import { resultOf } from '../src/run-case.ts';
import { runOn } from '../src/run-on.ts';
import { selectCases } from '../src/selection.ts';
import { cli } from './fixtures/cli.ts';

const honest = 'test/fixtures/plain-backend.ts';
const selection = { only: ['article/*', 'lifetime/backend'] };
const chosen = selectCases(selection).map(({ id }) => id);

/** A host that passes every case, and writes down which, and that it was closed. */
function recording(
  name: string,
  environment: Record<string, string> = {},
): Host & { readonly asked: string[] } {
  const local = localHost(plainBackend());
  const asked: string[] = [];
  return {
    ...local,
    backend: { ...local.backend, name, environment },
    asked,
    runCase: async (id) => {
      asked.push(id);
      return resultOf(caseOf(id), 'pass');
    },
    close: async () => void asked.push('closed'),
  };
}

test('two hosts take the cases by turns, and the first ends its backend when all the others are done', async () => {
  const [one, two] = [recording('b', { device: 'left' }), recording('b', { device: 'right' })];
  const seen: string[] = [];
  const report = await runOn([one, two], {
    ...selection,
    onResult: ({ id }, index, total) => seen.push(`${id} ${index}/${total}`),
  });
  const others = chosen.slice(0, -1);
  expect(one.asked).toEqual([...others.filter((_, place) => place % 2 === 0), 'lifetime/backend']);
  expect(two.asked).toEqual(others.filter((_, place) => place % 2 === 1));
  expect(report.results.map(({ id }) => id)).toEqual(chosen);
  expect(seen.at(-1)).toBe(`lifetime/backend ${chosen.length}/${chosen.length}`);
  expect(report.backend.environment).toEqual({ device: 'left | right' });
});

test('a host that is lost too often ends the run of the others', async () => {
  const one = recording('b');
  const lost: Host = { ...one, runCase: async (id) => resultOf(caseOf(id), 'crashed') };
  const beside = recording('b');
  const slow: Host = {
    ...beside,
    runCase: async (id) => {
      await new Promise((wake) => setTimeout(wake, 20));
      return beside.runCase(id, { seed: 1, runs: 1 });
    },
  };
  await expect(runOn([lost, slow], { only: ['golden/*'] })).rejects.toThrow(HarnessError);
  // Longer than several cases take.
  await new Promise((wake) => setTimeout(wake, 150));
  expect(beside.asked.length).toBeLessThanOrEqual(1);
});

test('hosts that present themselves otherwise are closed, and so are those beside one that does not start', async () => {
  const hosts = [recording('b'), recording('c')];
  await expect(severalHosts(2, async () => hosts.shift() as Host)).rejects.toThrow(
    'b presents itself otherwise in another process: name, version and supports must be the same',
  );
  const started = recording('b');
  const begun = [async () => started as Host, () => Promise.reject(new HarnessError('no device'))];
  await expect(severalHosts(2, () => (begun.shift() as () => Promise<Host>)())).rejects.toThrow(
    'no device',
  );
  expect(started.asked).toEqual(['closed']);
});

test('a module runs in two processes, in one where cases are named, and in as many as are asked for', async () => {
  const module = 'test/fixtures/broken/names-its-process.ts';
  const processes = async (...flags: string[]): Promise<number> => {
    const { stdout } = await cli('run', module, '--no-diagnosis', ...flags);
    return new Set(stdout.match(/in process \d+/g)).size;
  };
  const part = ['--shard', '1/40', '--runs', '1'];
  expect(await processes(...part)).toBe(2);
  expect(await processes(...part, '--workers', '3')).toBe(3);
  expect(await processes('--only', 'article/*')).toBe(1);
});

test.each([
  [['--browser'], '--workers: are processes that a module or a program runs in, got --browser'],
  [['--workers', '0'], 'whole number of at least 1'],
])('run with %s and workers is refused', async (flags, says) => {
  const { code, stderr } = await cli('run', honest, '--workers', '2', ...flags);
  expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
});
