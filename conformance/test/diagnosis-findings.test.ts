// What wrong calls have in common is said, and nothing else: backends that are wrong at some sizes, with some flags, after
// something else, or in what they leave behind.

import type { Backend } from '@gatefold/contract';
import { describe, expect, test } from 'vitest';
import { Deadline } from '../src/diagnosis/budget.ts';
import { findingsOf } from '../src/diagnosis/findings.ts';
import { Judge } from '../src/diagnosis/judge.ts';
import { type Question, simplest } from '../src/diagnosis/question.ts';
import { plainBackend } from '../src/plain/plain-backend.ts';
import { otherFaults } from './fixtures/wrong-backends/history-faults.ts';
import { kernelFaults } from './fixtures/wrong-backends/kernel-faults.ts';

/** What is said of a backend, one of whose failing cases has asked that; no time is too long here. */
async function said(make: () => Backend, asked: Partial<Question>): Promise<string[]> {
  const subject = { backend: make(), anew: async () => make() };
  const judge = new Judge(subject, 5, new Deadline(60_000));
  const findings = await findingsOf(judge, [{ ...simplest, ...asked }], []);
  return findings.map(({ says }) => says);
}

describe.each([...kernelFaults, ...otherFaults])('$id', ({ make, asked, says }) => {
  test('is told, and nothing else', async () => {
    const sentences = await said(make, asked);
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toMatch(says);
  });
});

test('nothing is said of an honest backend', async () => {
  expect(await said(() => plainBackend(), { units: 9, mask: 'gaps', goBackwards: true })).toEqual(
    [],
  );
});

test('nothing is said where there is no time to see what wrong calls have in common', async () => {
  const [{ make }] = kernelFaults as [(typeof kernelFaults)[number]];
  const judge = new Judge({ backend: make() }, 5, new Deadline(0));
  expect(await findingsOf(judge, [simplest], [])).toEqual([]);
});
