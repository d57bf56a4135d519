// The figures of the page to choose a backend from are those of the files of results.

import { expect, test } from 'vitest';
import { readResults, type ResultsFile, stepTimes } from '../site/step-times.ts';

const workload = {
  kind: 'lstm',
  resetAfter: false,
  units: 64,
  batch: 1,
  timeSteps: 20,
  mode: 'steps',
} as const;
const row = { workload, contender: '@gatefold/webgl', single: { medianMs: 5 } };
const results: ResultsFile = {
  format: 'gatefold-bench/1',
  date: '2026-11-26T12:00:00.000Z',
  machine: { cpu: 'a processor', node: 'v26.10.0' },
  graphics: null,
  rows: [row, { ...row, contender: 'tfjs-backend-webgl' }, { ...row, single: null }],
};
const graphics = { browser: 'Chromium 156', webgl: 'a GPU', webgpu: null } as const;

test('a row that was timed, of a backend of the list, divided by its steps', () => {
  expect(stepTimes([results], [{ package: '@gatefold/webgl' }])).toEqual([
    {
      device: 'a processor',
      runtime: 'Node v26.10.0',
      date: '2026-11-26',
      times: [
        {
          package: '@gatefold/webgl',
          layer: 'LSTM of 64 units, 1 row of 20 steps, a call for each',
          callMs: 5,
          stepUs: 250,
        },
      ],
    },
  ]);
});

test('a page is called by what drew it, and a machine without rows of ours is left out', () => {
  const inPage: ResultsFile = { ...results, graphics };
  const [found] = stepTimes([inPage], [{ package: '@gatefold/webgl' }]);
  expect(found).toMatchObject({ device: 'a GPU', runtime: 'Chromium 156' });
  expect(stepTimes([inPage], [{ package: 'pretend-package' }])).toEqual([]);
});

test('a file of another format is an error', () => {
  expect(() => readResults('old.json', '{"rows":[]}')).toThrow(
    'old.json: must be of the format gatefold-bench/1, got undefined',
  );
});
