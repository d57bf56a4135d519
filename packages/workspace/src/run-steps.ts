// Runs steps in their order, whatever fails; the last line is `N passed, N failed`.

import { sideBySide } from './side-by-side.ts';
import { failedRow, type Row, type Step } from './step.ts';

/**
 * Prints a row of a table for each thing that was checked, and below it what the failures had to say.
 *
 * @param stages  each of steps that run side by side
 * @param build   the step that all with `needsBuild` rest on, in a stage of its own
 */
export async function runSteps(stages: readonly (readonly Step[])[], build: Step): Promise<void> {
  const rows: Row[] = [];
  let built = true;

  console.log(`\n${tableLine('', 'passed', 'failed', 'skipped', 'seconds')}`);
  for (const steps of stages) {
    for await (const row of sideBySide(...steps.map((step) => rowsOf(step, built)))) {
      const { name, passed, failed, skipped = 0, seconds = 0 }: Row = row;
      console.log(tableLine(name, passed, failed || '', skipped || '', seconds.toFixed(1)));
      rows.push(row);
      if (steps.includes(build)) built = failed === 0;
    }
  }

  const failures = rows.filter(({ failed }) => failed > 0);
  for (const { name, output } of failures) console.log(`\n── ${name}: failed\n\n${output}`);
  if (failures.length > 0) console.log(`\nfailed: ${failures.map(({ name }) => name).join('; ')}`);

  const total = (count: (row: Row) => number): number => rows.map(count).reduce((a, b) => a + b, 0);
  console.log(`\n${total((row) => row.passed)} passed, ${total((row) => row.failed)} failed`);
  // run-checks.mjs takes any code but 0 and 2 for a crash.
  process.exitCode = failures.length > 0 ? 2 : 0;
}

async function* rowsOf(step: Step, built: boolean): AsyncGenerator<Row> {
  if (step.needsBuild && !built) {
    yield failedRow(step.name, 'not run: the build failed');
    return;
  }
  try {
    yield* step.rows();
  } catch (error) {
    yield failedRow(step.name, error instanceof Error ? (error.stack ?? '') : String(error));
  }
}

function tableLine(name: string, ...cells: readonly (number | string)[]): string {
  return name.padEnd(44) + cells.map((cell) => String(cell).padStart(9)).join('');
}
