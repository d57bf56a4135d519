// The suite in real browsers. Once in Chromium on its own software driver, in the layout whose turn it is, where a law
// draws one example, and where a day has a quarter of the cases that take their time to compile and a half of the other goldens; and as it comes, measuring
// which layout to use: in Firefox one of each kind, and every second day on Mesa's driver the cases that a driver decides.
// `pnpm test:all` runs every case on all of them. To be red is right when there is no Chromium, or no Mesa.

import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CaseResult, cases, parseReport, type Report } from '@gatefold/conformance';
import { beforeAll, describe, expect, test } from 'vitest';
import { isWhole, ofTheDay, seedOfDay, turnOf } from '../../workspace/src/of-the-day.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));
const program = 'node_modules/.bin/gatefold-conformance';
const inSoftware = ['--runs', isWhole ? '100' : '1'];
// On a busy machine a case takes as long as the machine likes.
const patience = 1_800_000;

/** They link programs for many activations or classes of sizes: a part of these each day, so that within four days all have run. */
const slowest =
  /^(activation|golden\/activations|supports\/activations|law\/(far-from-zero|history|long-reading|pairs|scalar-probe|sizes))/;
const ids = cases.map(({ id }) => id);
const daily = ofTheDay(
  ofTheDay(ids, 4, (id) => slowest.test(id)),
  2,
  (id) => id.startsWith('golden/'),
);

const passes = { status: expect.stringMatching(/^(pass|ill-conditioned)$/) as string };

/** Software measures all three and then draws quads, so the first is said on days that try no more than one. */
const layouts = ofTheDay([isWhole ? 'measured' : 'quads', 'units', 'split'], 3);

describe.each(layouts)('every case of the day in Chromium on SwiftShader, layout %s', (layout) => {
  let report: Report;
  let results: ReadonlyMap<string, CaseResult>;
  beforeAll(async () => {
    const backend = layout === 'measured' ? './dist/index.js' : `./test/backends/${layout}.js`;
    report = await run(`swiftshader-${layout}`, backend, [
      ...['chromium', ...inSoftware, '--only', ...daily],
    ]);
    results = new Map(report.results.map((result) => [result.id, result]));
  }, patience);

  test.each(daily)('%s', (id) => {
    expect(results.get(id)).toMatchObject(passes);
  });

  test('none is left out, and the report says what drew', () => {
    expect(report.results).toHaveLength(daily.length);
    expect(report.environment['renderer']).toContain('SwiftShader');
  });
});

/** What a driver decides, a half of it a day: NaN, infinities, and how formulas round. */
const ofDrivers = ['golden/activations/*', 'golden/scales/*', 'law/nan-row'];
const half = ['--shard', `${turnOf(4) < 2 ? 1 : 2}/2`];

const onMesa = {
  place: "Mesa's driver",
  options: ['chromium', '--driver', 'mesa', ...inSoftware],
  only: [...ofDrivers, ...half],
  atLeast: 40,
  environment: { renderer: expect.stringContaining('llvmpipe') as string },
};

const elsewhere = [
  ...ofTheDay([onMesa], 2),
  {
    place: 'Firefox',
    options: ['firefox', '--runs', isWhole ? '5' : '1'],
    only: [...oneOfEachKind(), 'law/nan-row'],
    atLeast: 20,
    environment: { browser: expect.stringMatching(/^Firefox /) as string },
  },
];

test.for(elsewhere)(
  '$place passes its cases',
  { timeout: patience },
  async ({ place, options, only, atLeast, environment }, { skip }) => {
    const chosen = isWhole ? [] : ['--only', ...only];
    const report = await run(place, './dist/index.js', [...options, ...chosen]).catch(
      (error: Error) => {
        // Where it cannot be had, the command says what is missing.
        if (/--browser firefox: (found no|needs a display)/.test(error.message))
          skip(error.message);
        throw error;
      },
    );
    expect(report.environment).toMatchObject(environment);
    expect(report.results.length).toBeGreaterThan(isWhole ? cases.length - 1 : atLeast);
    expect(report.results.filter(isWrong)).toEqual([]);
  },
);

function isWrong({ status }: CaseResult): boolean {
  return status !== 'pass' && status !== 'ill-conditioned';
}

/** The first case of each folder, and of each folder of goldens. */
function oneOfEachKind(): string[] {
  const kinds = new Map<string, string>();
  for (const { id } of cases.toReversed())
    kinds.set(id.replace(/^((?:golden\/)?[^/]+).*/, '$1'), id);
  return [...kinds.values()];
}

/** Runs the suite as everybody does, and reads its report; exit code 2 is an error with what the command said. */
function run(name: string, backend: string, options: readonly string[]): Promise<Report> {
  mkdirSync(join(folder, '.reports'), { recursive: true });
  const file = join(folder, '.reports', `conformance-${name.replaceAll(/\W+/g, '-')}.json`);
  const reporting = [
    '--seed',
    String(seedOfDay),
    '--timeout',
    '600',
    '--report',
    'terminal',
    'json',
    '--out',
    file,
  ];
  const command = ['run', backend, '--browser', ...options, ...reporting];
  return new Promise((resolve, reject) => {
    execFile(program, command, { cwd: folder, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      console.log(stdout);
      if (error === null || error.code === 1)
        resolve(parseReport(readFileSync(file, 'utf8'), file));
      else reject(new Error(stderr));
    });
  });
}
