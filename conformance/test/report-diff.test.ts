// What changed between two reports, and the shards that become one.

import { beforeAll, describe, expect, test } from 'vitest';
import { cases } from '../src/cases.ts';
import { HarnessError } from '../src/harness-error.ts';
import { diffReports } from '../src/report/diff.ts';
import { formatDiff } from '../src/report/diff-text.ts';
import { mergeReports } from '../src/report/merge.ts';
import type { CaseResult, Report } from '../src/report/report.ts';
import { caseCount, honestReport, withResults } from './fixtures/reports/reports.ts';

let honest: Report;
beforeAll(async () => {
  honest = await honestReport();
});

describe('diff', () => {
  test('of a report and itself is nothing', () => {
    const diff = diffReports(honest, honest);
    expect(diff).toMatchObject({ isWorse: false, newlyFailing: [], fixed: [], headroom: [] });
    expect(formatDiff(diff)).toContain('no change in any case');
  });

  test('tells new failures and lost levels, and the other way round what is fixed and won', () => {
    const broken = withResults(honest, { 'mask/head': { status: 'fail', message: 'off\nfar' } });
    const worse = diffReports(honest, broken);
    expect(worse.newlyFailing.map(({ id }) => id)).toEqual(['mask/head']);
    expect(worse.levels).toEqual({ won: [], lost: ['masking'] });
    expect(worse.isWorse).toBe(true);
    expect(formatDiff(worse)).toMatch(
      /newly failing \(1\)[\s\S]*mask\/head: pass → fail[\s\S]*off\n[\s\S]*level lost: masking[\s\S]*worse: 1 new failure/,
    );
    const better = diffReports(broken, honest);
    expect(better.fixed.map(({ id }) => id)).toEqual(['mask/head']);
    expect(better.levels).toEqual({ won: ['masking'], lost: [] });
    expect(better.isWorse).toBe(false);
    expect(formatDiff(better)).toContain('better: 1 case fixed');
  });

  test('a pass that is not asked any more is worse; a failure that becomes a crash is not', () => {
    const status = (one: 'unsupported' | 'fail' | 'crashed'): Report =>
      withResults(honest, { 'mask/head': { status: one } });
    const dropped = diffReports(
      { ...honest, granted: {} },
      { ...status('unsupported'), granted: {} },
    );
    expect(dropped.changed).toMatchObject([{ before: 'pass', after: 'unsupported' }]);
    expect(dropped.isWorse).toBe(true);
    const crashed = diffReports(status('fail'), status('crashed'));
    expect(crashed.changed).toMatchObject([{ before: 'fail', after: 'crashed' }]);
    expect(crashed.isWorse).toBe(false);
  });

  test('names a headroom only where it grew by more than twice, beyond a half', () => {
    const used = (headroom: number): Report => withResults(honest, { 'mask/head': { headroom } });
    expect(diffReports(used(0.2), used(0.51)).headroom).toEqual([
      { id: 'mask/head', before: 0.2, after: 0.51 },
    ]);
    expect(diffReports(used(0.2), used(0.49)).headroom).toEqual([]);
    expect(diffReports(used(0.4), used(0.79)).headroom).toEqual([]);
  });

  test('tells cases of one run alone and what is unlike; a level not run is not lost', async () => {
    const part = await honestReport({ only: ['mask/*'], seed: 8 });
    const diff = diffReports(honest, { ...part, suite: { version: '9.9.9', cases: 1 } });
    expect(diff.onlyBefore).toHaveLength(caseCount - 4);
    expect(diff.onlyAfter).toEqual([]);
    expect(diff.levels.lost).toEqual([]);
    expect(diff.isWorse).toBe(false);
    expect(diff.unlike.map(({ what }) => what)).toEqual(['suite', 'selection', 'seed']);
    expect(formatDiff(diff)).toMatch(
      new RegExp(
        String.raw`suite: \S+, ${caseCount} cases → 9\.9\.9, 1 cases[\s\S]*and ${caseCount - 9} more`,
      ),
    );
  });
});

describe('merge', () => {
  let parts: { where: string; report: Report }[];
  beforeAll(async () => {
    parts = [];
    for (const index of [2, 1, 3]) {
      const report = await honestReport({ shard: { index, of: 3 } });
      parts.push({
        where: `${index}.json`,
        report: { ...report, environment: { node: `v${index}` } },
      });
    }
  });
  const withPart = (place: number, change: (report: Report) => Report): typeof parts =>
    parts.map((part, at) => (at === place ? { ...part, report: change(part.report) } : part));

  const withFirst = (place: number, change: Partial<CaseResult>): typeof parts =>
    withPart(place, (report) => {
      const first = report.results.find(({ levels }) => levels.includes('core'));
      return withResults(report, { [first?.id as string]: change });
    });

  test('of every shard is the whole run, in the order of the catalogue', () => {
    const merged = mergeReports(parts);
    expect(merged.results.map(({ id }) => id)).toEqual(cases.map(({ id }) => id));
    expect(merged.granted).toEqual(honest.granted);
    expect(merged.selection).toEqual({});
    expect(merged.environment).toEqual({ node: 'v2 | v1 | v3' });
    const starts = parts.map(({ report }) => report.startedAt).toSorted((a, b) => (a < b ? -1 : 1));
    expect(merged.startedAt).toBe(starts[0]);
    const spent = parts.reduce((sum, { report }) => sum + report.milliseconds, 0);
    expect(merged.milliseconds).toBe(spent);
  });

  test('carries a failure of one shard into what is granted', () => {
    const isCore = new Map(cases.map(({ id, levels }) => [id, levels.includes('core')]));
    const broken = withPart(0, (report) => {
      const crashed = report.results.find(({ id }) => isCore.get(id));
      return withResults(report, { [crashed?.id as string]: { status: 'crashed' } });
    });
    expect(mergeReports(broken).granted.core).toBe(false);
  });

  const refused: Record<string, [() => typeof parts, RegExp]> = {
    nothing: [() => [], /^merge: must have the shards of a run, got none$/],
    'a shard that is missing': [
      () => parts.slice(0, 2),
      /^2\.json, 1\.json: must be all 3 shards, got none with 3; give them too$/,
    ],
    'a shard that is there twice': [
      () => [...parts, { where: 'b.json', report: parts[0]?.report as Report }],
      /^b\.json: must be another shard than 2\.json, got 2 of 3 again/,
    ],
    'a run that is no shard': [
      () => [...parts, { where: 'whole.json', report: honest }],
      /^whole\.json: must be a shard, got a run without --shard/,
    ],
    'another seed': [
      () => withPart(1, (report) => ({ ...report, seed: 8 })),
      /^1\.json: must have the seed of 2\.json, 7, got 8; merge the shards of one run$/,
    ],
    'another version of the backend': [
      () => withPart(2, (report) => ({ ...report, backend: { ...report.backend, version: '2' } })),
      /^3\.json: must have the backend's version of 2\.json, "none", got "2"/,
    ],
    'another suite': [
      () => withPart(1, (report) => ({ ...report, suite: { ...report.suite, version: '9.9.9' } })),
      /^1\.json: must have the suite's version of 2\.json, "[^"]+", got "9\.9\.9"; merge the shards of one run$/,
    ],
    'another backend': [
      () => withPart(2, (report) => ({ ...report, backend: { ...report.backend, name: 'other' } })),
      /^3\.json: must have the backend of 2\.json, "plain", got "other"/,
    ],
    'another number of shards': [
      () => withPart(1, (report) => ({ ...report, selection: { shard: { index: 1, of: 4 } } })),
      /^1\.json: must have the number of shards of 2\.json, 3, got 4/,
    ],
    'other claims': [
      () =>
        withPart(2, ({ backend, ...report }) => ({
          ...report,
          backend: { ...backend, supports: { ...backend.supports, masking: false } },
        })),
      /^3\.json: must have the backend's supports of 2\.json/,
    ],
    'a case that this suite does not have': [
      () =>
        withPart(1, (report) => ({
          ...report,
          results: report.results.map((one, at) => (at === 0 ? { ...one, id: 'x/y' } : one)),
        })),
      /^1\.json: must have the \d+ results that its selection chooses, got \d+ and \S+ not in its place/,
    ],
    'a suite that is not this one': [
      () =>
        parts.map((part) => ({
          ...part,
          report: { ...part.report, suite: { ...part.report.suite, version: '9.9.9' } },
        })),
      /^2\.json: must be of this suite, \S+ with \d+ cases, got 9\.9\.9 with \d+; merge with the version that made it$/,
    ],
    'levels that a case does not have': [
      () => withFirst(1, { levels: [] }),
      /^1\.json: must have the levels that \S+ has, \["core"\], got \[\]; run the suite again$/,
    ],
    'a title that a case does not have': [
      () => withFirst(1, { title: 'V1 all is well' }),
      /^1\.json: must have the title that \S+ has, "[^"]+", got "V1 all is well"/,
    ],
    'clauses that a case does not have': [
      () => withFirst(1, { clauses: ['Z9'] }),
      /^1\.json: must have the clauses that \S+ has, \[[^\]]+\], got \["Z9"\]/,
    ],
    'a time that has not been': [
      () => withPart(1, (report) => ({ ...report, startedAt: '2999-01-01T00:00:00Z' })),
      /^1\.json: must have been started at a time that has been, got 2999-01-01T00:00:00Z/,
    ],
    'a time that is none': [
      () => withPart(1, (report) => ({ ...report, startedAt: '2026-99-99T99:99:99Z' })),
      /^1\.json: must have been started at a time that has been, got 2026-99-99/,
    ],
    'a shard that lacks results': [
      () => withPart(1, (report) => ({ ...report, results: report.results.slice(1) })),
      new RegExp(
        String.raw`^1\.json: must have ${Math.ceil(caseCount / 3)} results, as its selection says, got ${Math.ceil(caseCount / 3) - 1}`,
      ),
    ],
  };
  test.each(Object.keys(refused))('refuses %s', (name) => {
    const [given, message] = refused[name] as [() => typeof parts, RegExp];
    const merge = (): Report => mergeReports(given());
    expect(merge).toThrow(HarnessError);
    expect(merge).toThrow(message);
  });
});
