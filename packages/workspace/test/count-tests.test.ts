import { describe, expect, test } from 'vitest';
import { countTests } from '../src/count-tests.ts';

const file = (status: string, ...statuses: string[]) => ({
  name: 'a.test.ts',
  status,
  endTime: 0,
  assertionResults: statuses.map((each) => ({ status: each })),
});

describe('countTests', () => {
  test('counts what passed, failed and was left out', () => {
    const report = {
      success: false,
      testResults: [
        file('failed', 'passed', 'failed'),
        file('passed', 'passed', 'skipped', 'todo'),
      ],
    };
    expect(countTests(report)).toEqual({ passed: 2, failed: 1, skipped: 2 });
  });

  test('counts a file that could not be loaded as one failure', () => {
    const report = { success: false, testResults: [file('failed'), file('passed', 'passed')] };
    expect(countTests(report)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  test('counts an error outside of every test as one failure', () => {
    const report = { success: false, testResults: [file('passed', 'passed')] };
    expect(countTests(report)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  test('counts a run of no test as one failure', () => {
    expect(countTests({ success: true, testResults: [] })).toEqual({
      passed: 0,
      failed: 1,
      skipped: 0,
    });
    expect(countTests({ success: true, testResults: [file('passed', 'skipped')] }).failed).toBe(1);
  });
});
