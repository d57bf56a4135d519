// JUnit, Markdown and the badge: complete, well-formed, and safe with any text that a backend may print.

import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { beforeAll, describe, expect, test } from 'vitest';
import { badge } from '../src/report/badge.ts';
import { formats } from '../src/report/formats.ts';
import { junit } from '../src/report/junit.ts';
import { markdown } from '../src/report/markdown.ts';
import type { Report } from '../src/report/report.ts';
import {
  caseCount,
  failingReport,
  honestReport,
  hostile,
  withResults,
} from './fixtures/reports/reports.ts';

let failing: Report;
let honest: Report;

beforeAll(async () => {
  failing = await failingReport();
  honest = await honestReport();
});

interface Testcase {
  readonly '@name': string;
  readonly '@classname': string;
  readonly failure?: Record<string, string>;
  readonly error?: Record<string, string>;
  readonly skipped?: Record<string, string>;
}

interface Suite {
  readonly '@name': string;
  readonly testcase: Testcase[];
  readonly properties: { property: { '@name': string; '@value': string }[] };
}

describe('junit', () => {
  const read = (report: Report): { suites: Suite[]; totals: Record<string, string> } => {
    const text = junit(report);
    expect(XMLValidator.validate(text)).toBe(true);
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '@',
      parseAttributeValue: false,
      parseTagValue: false,
      isArray: (name) => ['testsuite', 'testcase', 'property'].includes(name),
    });
    const { testsuites } = parser.parse(text) as { testsuites: { testsuite: Suite[] } };
    return { suites: testsuites.testsuite, totals: testsuites as never };
  };
  const caseOf = (suites: readonly Suite[], id: string): Testcase | undefined =>
    suites.flatMap(({ testcase }) => testcase).find((one) => one['@name'] === id);

  test('has a testcase for each case, in a suite for each group, and counts them', () => {
    const { suites, totals } = read(failing);
    expect(suites[0]?.['@name']).toBe('S Outputs');
    const all = suites.flatMap(({ testcase }) => testcase);
    expect(all).toHaveLength(failing.results.length);
    const count = (kind: 'failure' | 'error' | 'skipped'): string =>
      String(all.filter((one) => one[kind] !== undefined).length);
    expect(totals).toMatchObject({
      '@tests': String(caseCount),
      '@failures': count('failure'),
      '@errors': count('error'),
      '@skipped': count('skipped'),
    });
    expect(count('error')).toBe('3');
    expect(suites[0]?.properties.property).toContainEqual({ '@name': 'seed', '@value': '7' });
  });

  test('tells failure, error and skip apart', () => {
    const { suites } = read(failing);
    const wrong = caseOf(suites, 'article/lstm/both')?.failure;
    expect(wrong?.['@message']).toMatch(/^component 0 at \[0, 0, 0\]: wanted/);
    expect(wrong?.['#text']).toContain('looks like LSTM gate order i,o,f,g');
    expect(wrong?.['#text']).toContain(`--only 'article/lstm/both' --seed 7`);
    expect(caseOf(suites, 'lifetime/counts')?.error?.['@type']).toBe('crashed');
    expect(caseOf(suites, 'lifetime/using')?.error?.['@type']).toBe('timeout');
    expect(caseOf(suites, 'law/flags')?.skipped?.['@message']).toBe(
      'known-failure: gates are read in another order https://example.org/issues/1',
    );
  });

  test('carries hostile text as text, without what XML forbids', () => {
    const text = junit(failing);
    expect(text).not.toMatch(/[^\P{Cc}\t\n]/u);
    expect(text).not.toContain('<script');
    const { error } = caseOf(read(failing).suites, 'mask/head') ?? {};
    expect(error?.['@message']).toContain('<script>document.title = "gone"</script>');
    expect(error?.['@message']).toMatch(/\| ␛\[31mred␀␇$/u);
  });
});

describe('markdown', () => {
  test('says what failed, by group and one by one, with the command', () => {
    const text = markdown(failing);
    expect(text).toMatch(
      new RegExp(String.raw`^## ❌ some-backend 4\.22\.0: \d+ of ${caseCount} cases fail\n`),
    );
    expect(text).toContain('**Not granted:** core, masking');
    expect(markdown({ ...failing, granted: { ...failing.granted, streaming: true } })).toContain(
      '**Granted:** streaming · ',
    );
    expect(text).toMatch(/\| V Equations \| \d+ \| \d+ \| \*\*\d+\*\* \| 0 \| 0 \|/);
    expect(text).toContain("```sh\ngatefold-conformance run ./some-backend.js --only 'article/");
    expect(text.match(/^### /gm)).toHaveLength(10);
    expect(text).toMatch(/… and \d+ more failures\./);
  });

  test('says so when all is well, what is ill-conditioned, and when only a part was run', async () => {
    const ill = honest.results.filter(({ status }) => status === 'ill-conditioned').length;
    expect(ill).toBeGreaterThan(0);
    expect(markdown(honest)).toMatch(
      new RegExp(
        String.raw`^## ✅ plain: ${caseCount - ill} of ${caseCount} cases pass, ${ill} ill-conditioned\n`,
      ),
    );
    const part = await honestReport({ only: ['mask/*'] });
    expect(markdown(part)).toContain(String.raw`Only part of the suite was run: cases mask/\*.`);
    expect(markdown(part)).toContain('only whole levels are granted');
  });

  test('lets no text of a backend become markup, leave its fence or call anybody', () => {
    const ticks = `${hostile}\n\`\`\`\n# loose`;
    const first = failing.results.find(({ status }) => status === 'fail');
    const report = withResults(
      { ...failing, backend: { ...failing.backend, name: hostile } },
      { [first?.id as string]: { title: hostile, message: ticks } },
    );
    const text = markdown(report);
    const outside = text.replaceAll(/^(`{3,})\w+\n[\s\S]*?\n\1$/gm, '');
    expect(outside).not.toMatch(/<(?!sub>|\/sub>)/);
    expect(outside).not.toContain('@everyone');
    expect(outside).not.toContain('# loose');
    expect(text).toContain('````text');
  });
});

describe('badge', () => {
  const told = (report: Report): string => `${badge(report).message} (${badge(report).color})`;

  test('names levels and failures, and gives part of a suite no colour', async () => {
    expect(badge(honest)).toEqual({
      schemaVersion: 1,
      label: 'gatefold',
      message: 'all levels',
      color: 'brightgreen',
    });
    expect(told(failing)).toMatch(new RegExp(String.raw`^\d+ of ${caseCount} fail \(red\)$`));
    expect(told({ ...failing, granted: { ...failing.granted, streaming: true } })).toMatch(
      new RegExp(String.raw`^streaming · \d+ of ${caseCount} fail \(orange\)$`),
    );
    const two = await honestReport({ levels: ['masking', 'stateful'] });
    expect(told(two)).toBe('masking · stateful (green)');
    const part = await honestReport({ only: ['mask/*'] });
    expect(told(part)).toBe('4 of 4 · part of the suite (lightgrey)');
    expect(told(withResults(part, { 'mask/head': { status: 'fail' } }))).toBe('1 of 4 fails (red)');
  });

  test('counts levels where there are too many to name, and cases where there is none', () => {
    const one = (status: 'unsupported' | 'known-failure', id: string): Report =>
      withResults(honest, { [id]: { status } });
    expect(told(one('known-failure', 'mask/head'))).toMatch(/^8 of 9 levels \(green\)$/);
    const levels = Object.fromEntries(
      honest.results.map(({ id }) => [id, { status: 'unsupported' as const }]),
    );
    expect(told(withResults(honest, levels))).toBe(`0 of ${caseCount} pass (yellow)`);
  });
});

test('every format writes a text that ends with a line, under an extension of its own kind', () => {
  expect(Object.entries(formats).map(([name, { extension }]) => `${name}.${extension}`)).toEqual([
    'json.json',
    'junit.xml',
    'html.html',
    'md.md',
    'badge.badge.json',
  ]);
  for (const { write } of Object.values(formats)) expect(write(failing)).toMatch(/\n$/);
});
