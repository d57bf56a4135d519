// A backend that throws is told where: in every report, in files and lines of its own, wherever it ran.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Host } from '../src/hosts/host.ts';
import { workerHost } from '../src/hosts/worker-host.ts';
import { formats } from '../src/report/formats.ts';
import { annotationsOf, githubCommands } from '../src/report/github.ts';
import { parseReport } from '../src/report/parse-report.ts';
import type { Report } from '../src/report/report.ts';
import { stringifyReport } from '../src/report/stringify-report.ts';
import { formatReport } from '../src/report/terminal.ts';
import { runOn } from '../src/run-on.ts';
import { stackOf } from '../src/stack.ts';
import { oneChromium } from './fixtures/one-chromium.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const kernel = join(fixtures, 'broken', 'kernel.mjs');
const here = relative('.', kernel);

const hosts = {
  'a process': (module: string) => workerHost(module, 60_000),
  'a browser': oneChromium(),
};

async function reportOf(opening: Promise<Host>): Promise<Report> {
  const host = await opening;
  onTestFinished(() => host.close());
  return runOn(host, { only: ['article/lstm/both'] });
}

describe.each(Object.entries(hosts))('in %s', { timeout: 60_000 }, (_, open) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(fixtures, 'tmp-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const written = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };

  test('a kernel that throws is told with its own calls, and none of ours', async () => {
    const { results } = await reportOf(open(kernel));
    expect(results).toMatchObject([{ status: 'errored', message: 'x.times is not a function' }]);
    expect(results[0]).not.toHaveProperty('printed');
    expect(results[0]?.stack).toEqual([
      { function: 'project', file: here, line: 6, column: 12 },
      { function: 'Object.run', file: here, line: 26, column: 7 },
    ]);
  });

  test('a syntax error in a file that is imported is told with that file and its line', async () => {
    const wrong = written('wrong.mjs', 'export const units = 4;\nexport const gates = ;\n');
    const module = written('imports-wrong.mjs', "import './wrong.mjs';\nexport default 1;\n");
    const place = `${relative('.', wrong)}:2`;
    await expect(open(module)).rejects.toThrow(place);
    await expect(open(module)).rejects.toThrow(`${module} could not be`);
  });

  test('a module that throws, and a function that makes no backend, are told with their line', async () => {
    const throwing = written('throws.mjs', '\nconst none = undefined;\nnone.adapter();\n');
    await expect(open(throwing)).rejects.toThrow(
      new RegExp(`could not be imported: .*undefined.*\\n    at ${relative('.', throwing)}:3:6$`),
    );
    const making = written(
      'makes.mjs',
      "export default function make() {\n  throw new Error('no GPU');\n}\n",
    );
    await expect(open(making)).rejects.toThrow(
      `the function that makes the backend threw: no GPU\n    at make (${relative('.', making)}:2:9)`,
    );
  });
});

describe('in every report', () => {
  let report: Report;
  beforeAll(async () => {
    const host = await workerHost(kernel, 60_000);
    report = await runOn(host, { only: ['article/lstm/both', 'law/zero-kernels'] });
    await host.close();
  });

  test('stands where the backend threw, for cases and laws', () => {
    const written = {
      terminal: formatReport(report),
      github: githubCommands(annotationsOf(report)),
      ...Object.fromEntries(
        (['html', 'junit', 'md'] as const).map((name) => [name, formats[name].write(report)]),
      ),
    };
    for (const [name, text] of Object.entries(written)) {
      const told = text.split(`at project (${here}:6:12)`).length - 1;
      expect(told, name).toBeGreaterThanOrEqual(report.results.length);
    }
  });

  test('is kept in JSON, as the schema says', () => {
    const { results } = parseReport(stringifyReport(report), 'a.json');
    expect(results.map(({ stack }) => stack?.[0])).toEqual(
      report.results.map(() => ({ function: 'project', file: here, line: 6, column: 12 })),
    );
  });
});

describe('a stack', () => {
  test('is that of the innermost cause', () => {
    const inner = new Error('inner');
    inner.stack = 'Error: inner\n    at compile (file:///app/kernels.mjs:7:3)';
    const outer = new Error('outer', { cause: new Error('between', { cause: inner }) });
    expect(stackOf(outer)).toEqual([
      { function: 'compile', file: 'file:///app/kernels.mjs', line: 7, column: 3 },
    ]);
  });

  test("is read in Firefox's hand, too", () => {
    const error = new Error('x.times is not a function');
    error.stack = 'project@http://127.0.0.1:1/a.js:6:12\nrun@http://127.0.0.1:1/a.js:26:7\n';
    expect(stackOf(error)).toEqual([
      { function: 'project', file: 'http://127.0.0.1:1/a.js', line: 6, column: 12 },
      { function: 'run', file: 'http://127.0.0.1:1/a.js', line: 26, column: 7 },
    ]);
  });

  test('of what is no error, and of a call without a place, is empty', () => {
    expect(stackOf('text')).toEqual([]);
    const error = new Error('native');
    error.stack =
      'Error: native\n    at Array.map (<anonymous>)\n    at async Promise.all (index 0)';
    expect(stackOf(error)).toEqual([]);
  });
});
