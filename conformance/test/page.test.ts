// The suite as a page has it, tried in Node: this door needs neither, so both have it.

import type { Backend } from '@gatefold/contract';
import { describe, expect, test } from 'vitest';
import { HarnessError } from '../src/harness-error.ts';
import { mutants } from '../src/mutants/catalogue.ts';
import { disguise } from '../src/mutants/mutant.ts';
import { type PageOptions, runSuite, stringifyReport } from '../src/page.ts';
import { plainBackend } from '../src/plain/plain-backend.ts';
import { parseReport } from '../src/report/parse-report.ts';
import { badge } from '../src/report/badge.ts';
import { diffReports } from '../src/report/diff.ts';
import { markdown } from '../src/report/markdown.ts';
import { mergeReports } from '../src/report/merge.ts';
import plain from './fixtures/plain-backend.ts';

const only = ['article/lstm/both', 'article/gru/both', 'article/lstm/neither'];

/** Starts a backend that is never idle, and honest ones after it. */
function hangingOnce(): () => Backend {
  let started = 0;
  const idle = (): Promise<void> => new Promise(() => undefined);
  return () => (started++ === 0 ? disguise(plainBackend(), () => ({ idle })) : plainBackend());
}

describe('a run that is stopped', () => {
  const stopAfter = (cases: number, options: PageOptions = {}) => {
    const stopping = new AbortController();
    return runSuite(plain, {
      runs: 2,
      ...options,
      signal: stopping.signal,
      onResult: (_result, index) => {
        if (index === cases) stopping.abort();
      },
    });
  };

  test('gives the cases before that, says so, and grants nothing', async () => {
    const stopped = await stopAfter(12);
    const whole = await runSuite(plain, { runs: 2, levels: ['core'] });
    expect(whole.stopped).toBeUndefined();
    expect(whole.granted).toEqual({ core: true });
    expect(stopped.stopped).toEqual({ chosen: stopped.suite.cases });
    expect(stopped.results).toHaveLength(12);
    expect(stopped.granted).toEqual({});
  });

  test('is a report like any other: it is read again, compared, and told as what it is', async () => {
    const stopped = await stopAfter(12, { levels: ['core'] });
    const read = parseReport(stringifyReport(stopped), 'a.json');
    expect(read).toEqual(stopped);
    expect(markdown(read)).toContain(
      'Only part of the suite was run: levels core; stopped after 12',
    );
    expect(badge(read)).toMatchObject({ color: 'lightgrey' });
    const whole = await runSuite(plain, { runs: 2, levels: ['core'] });
    expect(diffReports(whole, read).unlike.find(({ what }) => what === 'selection')).toMatchObject({
      before: 'levels core',
      after: expect.stringContaining('stopped after 12 of'),
    });
  });

  test('is no shard to be merged', async () => {
    const report = await stopAfter(3, { shard: { index: 1, of: 2 } });
    expect(() => mergeReports([{ where: 'one.json', report }])).toThrow(
      'one.json: must be a whole shard, got one that was stopped',
    );
  });

  test.each([
    ['as many results as cases', 2, /must have fewer results than the 2 cases/],
    ['another number of cases', 5, /must have the 3 results that its selection chooses, got 5/],
  ])('is refused with %s', async (_name, chosen, message) => {
    const report = await stopAfter(2, { only });
    const text = stringifyReport({ ...report, stopped: { chosen } });
    expect(() => parseReport(text, 'a.json')).toThrow(message);
  });

  test('before there is a backend throws the reason, and ends what comes late', async () => {
    const backend = plainBackend();
    const stopping = new AbortController();
    const running = runSuite(
      async () => {
        stopping.abort(new Error('no longer wanted'));
        return backend;
      },
      { signal: stopping.signal },
    );
    await expect(running).rejects.toThrow('no longer wanted');
    await expect.poll(() => backend.disposed).toBe(true);
  });

  test('in the middle of a case does not wait for its end', async () => {
    const stopping = new AbortController();
    const running = runSuite(hangingOnce(), { only, signal: stopping.signal });
    setTimeout(() => stopping.abort(), 50);
    expect((await running).results.map(({ status }) => status)).toEqual([]);
  });
});

describe('a backend that', () => {
  test('gives no answer is a timeout, and the next case has a new one', async () => {
    const { results } = await runSuite(hangingOnce(), { only, timeout: 0.2 });
    expect(results.map(({ status }) => status)).toEqual(['timeout', 'pass', 'pass']);
    expect(results[0]?.message).toBe('no answer in 0.2 s; the option timeout gives it longer');
  });

  test('throws is a result', async () => {
    const layer = (): never => {
      throw new TypeError('not today');
    };
    const { results } = await runSuite(() => disguise(plainBackend(), () => ({ layer })), { only });
    expect(results.map(({ status, message }) => [status, message])).toEqual(
      only.map(() => ['errored', 'not today']),
    );
  });

  test('is wrong is told what it looks like', async () => {
    const wrong = mutants.find(({ id }) => id === 'weights/recurrent-transposed');
    const { results } = await runSuite(() => wrong?.make() ?? plainBackend(), {
      only: ['golden/cells/lstm/sequences/*/none'],
    });
    expect(results.flatMap(({ looksLike = [] }) => looksLike).join()).toContain('transposed');
  });

  test.each([
    ['cannot be made', () => Promise.reject(new Error('no adapter')), 'threw: no adapter'],
    ['is none', () => ({}) as never, 'runSuite: what was started is no Backend, it lacks name'],
  ])('%s is an error', async (_name, start, message) => {
    const running = runSuite(start);
    await expect(running).rejects.toThrow(HarnessError);
    await expect(running).rejects.toThrow(message);
  });
});
