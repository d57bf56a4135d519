// Whether work is shared, chosen by timings: what a choice costs beside one thread, with neighbours that come and go.

import { expect, test } from 'vitest';
import { MeasuredChoice } from '../src/threads/choice.ts';

/** Milliseconds of so many runs, of which one alone takes 1 and one together what is said for it. */
function timeOf(choice: MeasuredChoice, runs: number, together: (run: number) => number): number {
  let time = 0;
  for (let run = 0; run < runs; run++) {
    const isTogether = choice.isTogether('work');
    const took = isTogether ? together(run) : 1;
    choice.took('work', isTogether, took, 1);
    time += took;
  }
  return time;
}

test('two threads are taken where they are faster', () => {
  expect(timeOf(new MeasuredChoice(), 2000, () => 0.55)).toBeLessThan(0.56 * 2000);
});

test.each([1, 1.5, 4, 20])('runs together that take %d times as long cost a twentieth', (slow) => {
  const choice = new MeasuredChoice();
  // The first trial is of a time when little was run.
  timeOf(choice, 100, () => slow);
  expect(timeOf(choice, 2000, () => slow)).toBeLessThan(1.05 * 2000);
});

test('a neighbour that comes is noticed in eight runs, and one that goes too', () => {
  const choice = new MeasuredChoice();
  timeOf(choice, 100, () => 0.55);
  expect(choice.isTogether('work')).toBe(true);
  expect(timeOf(choice, 200, () => 5)).toBeLessThan(200 + 8 * 4 + 1);
  expect(choice.isTogether('work')).toBe(false);
  timeOf(choice, 2000, () => 0.55);
  expect(choice.isTogether('work')).toBe(true);
});

test('one run that is late changes nothing', () => {
  const choice = new MeasuredChoice();
  timeOf(choice, 100, () => 0.55);
  timeOf(choice, 1000, (run) => (run % 50 === 0 ? 8 : 0.55));
  expect(choice.isTogether('work')).toBe(true);
});

test('a worker that falls asleep meanwhile, and comes six runs late, is worth it', () => {
  const choice = new MeasuredChoice();
  let inARow = 0;
  for (let run = 0; run < 300; run++) {
    const isTogether = choice.isTogether('work');
    inARow = isTogether ? inARow + 1 : 0;
    choice.took('work', isTogether, !isTogether ? 1 : inARow > 6 ? 0.7 : 1.1, 1);
  }
  expect(choice.isTogether('work')).toBe(true);
});

test('what was decided before the code was compiled well is decided again soon', () => {
  const choice = new MeasuredChoice();
  for (let run = 0; run < 10; run++) {
    const isTogether = choice.isTogether('work');
    choice.took('work', isTogether, isTogether ? 1.5 : 5, 1);
  }
  expect(choice.isTogether('work')).toBe(true);
  expect(timeOf(choice, 100, () => 1.5)).toBeLessThan(100 + 0.5 * 60);
  expect(choice.isTogether('work')).toBe(false);
});

test('runs of many milliseconds are given up after two that are slower', () => {
  const choice = new MeasuredChoice();
  let together = 0;
  for (let run = 0; run < 50; run++) {
    const isTogether = choice.isTogether('work');
    if (isTogether) together++;
    choice.took('work', isTogether, isTogether ? 40 : 25, 1);
  }
  expect(together).toBe(2);
});
