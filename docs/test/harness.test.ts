// The checks bite: each of these snippets is wrong in one way, and is found out.

import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '@gatefold/conformance/playwright-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runInPage } from './page-program.ts';
import { programOf, run, statedOutput } from './program.ts';
import { snippetsOfMarkdown, snippetsOfSource } from './snippets.ts';
import { agrees } from './value.ts';

// As long as a program may take; see program.ts.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let browser: Browser;
const folder = fileURLToPath(new URL('../.reports/harness/', import.meta.url));

describe('agrees', () => {
  test.for<readonly [string, string]>([
    ['1', '1'],
    ['Float32Array(2) [\n  0.10000000149011612,\n  2\n]', 'Float32Array [0.1, 2]'],
    ['{ shape: [ 1, 3 ], name: "h" }', '{ shape: [1, 3], … }'],
    ['0.024806715548038483', '0.02480672'],
    ['-0', '0'],
    ['1.5e-7', '1.5e-7'],
    ['[]', '[]'],
  ])('%s is %s', ([printed, stated]) => {
    expect(agrees(printed, stated)).toBe(true);
  });

  test.for<readonly [string, string]>([
    ['1', '2'],
    ['1.2', '1'],
    ['0.024806715548038483', '0.02480671'],
    ['Float64Array(1) [ 1 ]', 'Float32Array [1]'],
    ['[ 1, 2 ]', '[1]'],
    ["'1'", '1'],
    ['Promise { 1 }', '1'],
    ['1e-7', '1.5e-7'],
  ])('%s is not %s', ([printed, stated]) => {
    expect(agrees(printed, stated)).toBe(false);
  });
});

describe.concurrent('a program', () => {
  test.for<readonly [string, string]>([
    ['right', '1 + 1; // => 2'],
    ['below', "'a' +\n  'b';\n// => 'ab'"],
    ['declaration', 'const two: number = 1 + 1; // => 2\ntwo; // => 2'],
    ['nested', 'if (1 < 2) {\n  [1]; // => [1]\n}'],
    [
      'refusal',
      "throwing(); // => throws RangeError: no\nfunction throwing() {\n  throw new RangeError('no');\n}",
    ],
  ])('(%s) passes', async ([name, code]) => {
    await expect(runCode(name, code)).resolves.toBe('');
  });

  test.for<readonly [string, string, string]>([
    ['wrong', '1 + 1; // => 3', 'page.md:7\n  says 3\n  is   2'],
    ['wrong below', '\n1 +\n  1;\n// => 3', 'page.md:8\n  says 3'],
    ['wrong declaration', 'const two = 2; // => 3', 'page.md:7\n  says 3'],
    ['wrong nested', '{\n  2; // => 3\n}', 'page.md:8\n  says 3'],
    ['a promise', 'Promise.resolve(1); // => 1', 'is   Promise {1}'],
    ['throwing', "(() => {\n  throw new Error('no');\n})(); // => 1", 'is   throws Error: no'],
    ['not throwing', '1; // => throws Error: no', 'is   1'],
    ['broken', "throw new Error('broken');", 'Error: broken'],
  ])('(%s) fails', async ([name, code, message]) => {
    await expect(runCode(name, code)).rejects.toThrow(message);
  });

  test('with a // => that belongs to nothing is refused', () => {
    expect(() => programFor('function f() {} // => 1')).toThrow('page.md:7: this // =>');
    expect(() => programFor('// => 1\n1;')).toThrow('page.md:7: this // =>');
  });
});

describe('a program in a page', () => {
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  test('passes with values that only Node prints, and hands over what it prints', async () => {
    const code = "new Float32Array([1]); // => Float32Array [1]\nconsole.log('one');";
    await expect(runCodeInPage('right-in-page', code)).resolves.toBe('one');
  });

  test.for<readonly [string, string, string]>([
    ['wrong', 'new Float32Array([1]); // => [1]', 'page.md:7\n  says [1]\n  is   Float32Array [1]'],
    ['throwing', "(() => {\n  throw new Error('no');\n})(); // => 1", 'is   throws Error: no'],
    ['broken', "throw new Error('broken');", 'Error: broken'],
  ])('(%s) fails', async ([name, code, message]) => {
    await expect(runCodeInPage(`${name}-in-page`, code)).rejects.toThrow(message);
  });
});

test('statedOutput joins all // prints: of a program', () => {
  expect(statedOutput('log(1);')).toBeNull();
  expect(statedOutput('log(1); // prints: 1\n// prints:\n//  2\n//\n// 3\nlog()\n// no')).toBe(
    '1\n 2\n\n3',
  );
});

describe('snippetsOfMarkdown', () => {
  test('finds blocks in TypeScript and JavaScript, and knows where they run', () => {
    const page =
      'a\n\n```ts\n1;\n```\n\n- b\n  ```js fragment\n  2;\n  ```\n\n```sh\nls\n```\n\n```ts page\n3;\n```\n';
    expect(snippetsOfMarkdown('page.md', page)).toEqual([
      { file: 'page.md', line: 4, language: 'ts', code: '1;', runsIn: 'node' },
      { file: 'page.md', line: 9, language: 'js', code: '2;', runsIn: null },
      { file: 'page.md', line: 17, language: 'ts', code: '3;', runsIn: 'page' },
    ]);
  });

  test('refuses a block that does not name its language or does not end', () => {
    expect(() => snippetsOfMarkdown('page.md', '\n```\n1;\n```')).toThrow('page.md:2: a code');
    expect(() => snippetsOfMarkdown('page.md', '```ts\n1;')).toThrow('page.md:1: a code block');
  });
});

describe('snippetsOfSource', () => {
  test('finds every @example, indented or fenced', () => {
    const source = `/**
 * One.
 *
 * @example
 *   if (a) {
 *     b;
 *   }
 * @example fragment
 *   c;
 * @see d
 */
  /**
   * @example
   * \`\`\`ts
   * e;
   * \`\`\`
   */`;
    const rest = { file: 'a.ts', language: 'ts' };
    expect(snippetsOfSource('a.ts', source)).toEqual([
      { ...rest, line: 5, code: 'if (a) {\n  b;\n}', runsIn: 'node' },
      { ...rest, line: 9, code: 'c;', runsIn: null },
      { ...rest, line: 15, code: 'e;', runsIn: 'node' },
    ]);
  });

  test('refuses an @example without code', () => {
    expect(() => snippetsOfSource('a.ts', '/** One.\n * @example\n */')).toThrow('a.ts:2: an @ex');
  });
});

function programFor(code: string, checker = 'value') {
  const snippet = { file: 'page.md', line: 7, language: 'ts', code, runsIn: 'node' } as const;
  return programOf(snippet, `../../test/${checker}.ts`);
}

function save(name: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  const path = `${folder}${name.replaceAll(' ', '-')}.ts`;
  writeFileSync(path, text);
  return path;
}

async function runCode(name: string, code: string): Promise<string> {
  return run(save(name, programFor(code).text));
}

async function runCodeInPage(name: string, code: string): Promise<string> {
  return runInPage(browser, save(name, programFor(code, 'page-value').text));
}
