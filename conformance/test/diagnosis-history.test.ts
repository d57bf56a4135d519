// A failure that needs what ran before it is told so, and its command makes it fail again.

import type { Backend } from '@gatefold/contract';
import { describe, expect, test, vi } from 'vitest';
import { localHost } from '../src/hosts/local-host.ts';
import { type AnyResult, disguise } from '../src/mutants/mutant.ts';
import { plainBackend } from '../src/plain/plain-backend.ts';
import type { CaseResult, Report } from '../src/report/report.ts';
import { failureLines, replayCommand } from '../src/report/terminal.ts';
import { runOn } from '../src/run-on.ts';

// On a busy machine the seconds that a short run allows are soon gone.
vi.mock('../src/diagnosis/budget.ts', async (original) => ({
  ...(await original<object>()),
  timeFor: () => 60_000,
}));

/** Wrong in every run, and otherwise in each, once it has run as many steps as `lifetime/copies-out` alone asks for. */
function spoiltBySteps(): Backend {
  let isSpoilt = false;
  let runs = 0;
  return disguise(plainBackend(), (plain) => ({
    layer: (config, weights) => {
      const layer = plain.layer(config, weights);
      const run = layer.run.bind(layer) as unknown as (...given: unknown[]) => AnyResult;
      return Object.assign(layer, {
        run: (x: { readonly shape: readonly number[] }, ...more: unknown[]) => {
          const result = run(x, ...more);
          const error = isSpoilt ? ++runs : 0;
          if (x.shape[1] === 900) isSpoilt = true;
          const { output } = result;
          const [read, readAtOnce] = [output.data.bind(output), output.dataSync.bind(output)];
          const spoilt = (data: Float32Array): Float32Array => {
            for (let k = 0; k < data.length; k++) data[k]! += error;
            return data;
          };
          output.data = async (target) => spoilt(await read(target));
          output.dataSync = (target) => spoilt(readAtOnce(target));
          return result;
        },
      });
    },
  }));
}

const before = [
  'refusal/units',
  'lifetime/inputs-untouched',
  'lifetime/copies-out',
  'lifetime/streams',
];

async function runOf(only: readonly string[]): Promise<Report> {
  const host = localHost(spoiltBySteps(), 'library', undefined, async () => spoiltBySteps());
  return runOn(host, { only, runs: 3 });
}

describe('a case that passes alone', () => {
  test('is said to fail after the one that it needs, and is run after it again', async () => {
    const report = await runOf([...before, 'lifetime/json']);
    const failed = report.results.find(({ id }) => id === 'lifetime/json') as CaseResult;
    expect(failed.status).toBe('fail');
    expect(failureLines(failed).join('\n')).toContain(
      'Passes alone; fails after lifetime/copies-out.',
    );
    expect(failed.after).toEqual(['lifetime/copies-out']);
    expect(failed.looksLike).toBeUndefined();
    const command = replayCommand(failed, report);
    expect(command).toContain(`--only 'lifetime/copies-out' --only 'lifetime/json' --seed`);
    const again = await runOf(['lifetime/copies-out', 'lifetime/json']);
    expect(again.results.map(({ status }) => status)).toEqual(['pass', 'fail']);
    const alone = await runOf(['lifetime/json']);
    expect(alone.results.map(({ status }) => status)).toEqual(['pass']);
  });
});
