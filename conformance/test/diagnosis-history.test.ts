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

/** Wrong in every run, and otherwise in each, once a layer has been disposed of by `using`. */
function spoiltByUsing(): Backend {
  let isSpoilt = false;
  let runs = 0;
  return disguise(plainBackend(), (plain) => ({
    layer: (config, weights) => {
      const layer = plain.layer(config, weights);
      const run = layer.run.bind(layer) as unknown as (...given: unknown[]) => AnyResult;
      return Object.assign(layer, {
        [Symbol.dispose]: () => {
          isSpoilt = true;
          layer.dispose();
        },
        run: (...given: unknown[]) => {
          const result = run(...given);
          const error = isSpoilt ? ++runs : 0;
          const { output } = result;
          const read = output.data.bind(output);
          output.data = async (target) => {
            const data = await read(target);
            for (let k = 0; k < data.length; k++) data[k]! += error;
            return data;
          };
          return result;
        },
      });
    },
  }));
}

const before = ['lifetime/copies-out', 'lifetime/using', 'lifetime/target', 'lifetime/streams'];

async function runOf(only: readonly string[]): Promise<Report> {
  const host = localHost(spoiltByUsing(), 'library', undefined, async () => spoiltByUsing());
  return runOn(host, { only, runs: 3 });
}

describe('a case that passes alone', () => {
  test('is said to fail after the one that it needs, and is run after it again', async () => {
    const report = await runOf([...before, 'lifetime/json']);
    const failed = report.results.find(({ id }) => id === 'lifetime/json') as CaseResult;
    expect(failed.status).toBe('fail');
    expect(failureLines(failed).join('\n')).toContain('Passes alone; fails after lifetime/using.');
    expect(failed.after).toEqual(['lifetime/using']);
    expect(failed.looksLike).toBeUndefined();
    const command = replayCommand(failed, report);
    expect(command).toContain(`--only 'lifetime/using' --only 'lifetime/json' --seed`);
    const again = await runOf(['lifetime/using', 'lifetime/json']);
    expect(again.results.map(({ status }) => status)).toEqual(['pass', 'fail']);
    const alone = await runOf(['lifetime/json']);
    expect(alone.results.map(({ status }) => status)).toEqual(['pass']);
  });
});
