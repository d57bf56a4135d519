// Runs every package's own tests and counts them from the reports that they write.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../setup.mjs';
import { run } from '../command.ts';
import { countTests, type VitestReport } from '../count-tests.ts';
import { seedOfDay } from '../of-the-day.ts';
import { workspacePackages, type WorkspacePackage } from '../packages.ts';
import { failedRow, type Row, type Step } from '../step.ts';

const reportPath = join('.reports', 'vitest.json');

export const tests: Step = {
  name: 'tests',
  needsBuild: true,
  async *rows() {
    const packages = await workspacePackages();
    for (const { manifest } of packages) {
      // A published package without tests is a mistake, not a package without a row.
      if (!manifest.private && manifest.scripts?.['test'] === undefined) {
        yield failedRow(`tests ${manifest.name}`, 'its package.json has no script "test"');
      }
    }
    const tested = packages.filter(({ manifest }) => manifest.scripts?.['test'] !== undefined);
    // An old report must not stand in for a run that wrote none; turbo brings back those of cached runs.
    for (const { folder } of tested)
      rmSync(join(folder, '.reports'), { recursive: true, force: true });
    // What the suite draws is another thing each day, and the same thing again for whoever gives the seed.
    console.log(`the suite draws with GATEFOLD_SEED=${seedOfDay}`);
    // Also where it becomes another day meanwhile.
    const env = { ...process.env, GATEFOLD_SEED: String(seedOfDay) };
    const { ok, output } = await run('pnpm', ['run', 'test:packages'], { cwd: root, env });
    const rows = tested.map((each) => testRow(each, output));
    if (rows.every(({ passed }) => passed === 0)) rows.push(failedRow('tests', 'no test was run'));
    if (!ok && rows.every(({ failed }) => failed === 0)) rows.push(failedRow('tests', output));
    yield* rows;
  },
};

function testRow({ folder, manifest }: WorkspacePackage, output: string): Row {
  const name = `tests ${manifest.name}`;
  const path = join(folder, reportPath);
  const said = linesOf(`${manifest.name}:test: `, output);
  if (!existsSync(path)) return failedRow(name, `wrote no ${reportPath}\n\n${said || output}`);
  const report = JSON.parse(readFileSync(path, 'utf8')) as VitestReport;
  return { name, ...countTests(report), seconds: secondsOf(report), output: said };
}

/** Those of the run that wrote the report; turbo may have kept it from an earlier one. */
function secondsOf({ startTime, testResults }: VitestReport): number {
  return (Math.max(startTime, ...testResults.map(({ endTime }) => endTime)) - startTime) / 1000;
}

/** turbo begins each line with the task that said it. */
function linesOf(task: string, output: string): string {
  const lines = output.split('\n').filter((line) => line.startsWith(task));
  return lines.map((line) => line.slice(task.length)).join('\n');
}
