// A law of histories: whatever was called before, a call gives what it would give on a fresh layer. fast-check draws the
// histories, and makes one that fails as short as it can be.

import { bidirectional, type LayerConfig, lstm, type Supports } from '@gatefold/contract';
import * as fc from 'fast-check';
import { type Case, defineCase, type Level } from '../case.ts';
import { withClaimedCells } from '../claimed.ts';
import type { HistoryExample } from '../counterexample.ts';
import type { Lab } from '../lab.ts';
import { outageOf } from '../outage.ts';
import { Mismatch } from '../values.ts';
import { histories, type Mix } from './draw-history.ts';
import type { History } from './history.ts';
import { play } from './play.ts';

interface HistoryLawInput {
  readonly id: string;
  readonly clauses: readonly [string, ...string[]];
  readonly says: string;
  readonly levels?: readonly Level[];
  /** Layers that it makes, in whichever cells are claimed; an LSTM unless it says so. */
  readonly configs?: readonly LayerConfig[];
  readonly claims?: Case['claims'];
  /** Histories where other laws are tried on 100 examples: each has many calls. Where those are few, as many as they are. */
  readonly per100: number;
  readonly mix: Mix;
}

/** The layer in cells that are claimed, of which histories are drawn. */
function claimedForm(supports: Supports, config: LayerConfig): LayerConfig {
  if (config.kind !== 'bidirectional') return withClaimedCells(supports, config);
  return bidirectional({ layer: withClaimedCells(supports, config.layer) });
}

/** Calls after which a failing history is not made any shorter: on a slow device each takes its time. */
const mostShrinking = 4000;

export function historyLaw({
  mix,
  per100,
  configs = [lstm({ units: 1 })],
  ...input
}: HistoryLawInput): Case {
  const id = `law/history/${input.id}`;
  return defineCase({
    ...input,
    configs: (supports) => configs.map((config) => claimedForm(supports, config)),
    id,
    run: async (lab) => {
      const { seed, runs, path, saved = [], savedOnly, timeLimit } = lab.settings;
      for (const example of saved) {
        if (example.law === id && 'calls' in example) await replay(lab, example);
      }
      if (savedOnly) return;
      const end = timeLimit === undefined ? Infinity : performance.now() + timeLimit;
      let tried = 0;
      let failed = false;
      let shrinking = 0;
      let outage: unknown;
      const property = fc.asyncProperty(histories(lab.backend.supports, mix), async (history) => {
        // A backend that is gone says nothing about shorter histories.
        if (outage !== undefined) return;
        if (tried > 0 && !failed && performance.now() > end) return;
        if (failed && (shrinking += history.calls.length) > mostShrinking) return;
        tried++;
        try {
          await play(lab, history);
        } catch (error) {
          failed = true;
          outage = outageOf(error);
          throw error;
        }
      });
      const numRuns = Math.ceil(Math.max(Math.min(runs, per100), (runs * per100) / 100));
      const details = await fc.check(property, {
        seed,
        numRuns,
        // Keeps the history as it was found beside the shortest one.
        verbose: fc.VerbosityLevel.Verbose,
        ...(path === undefined ? {} : { path, endOnFailure: true }),
      });
      if (!details.failed) return;
      const [found] = details.failures[0] as [History];
      const [shrunk] = details.counterexample as [History];
      const at = details.counterexamplePath as string;
      const again = outage === undefined ? await attempt(lab, shrunk) : undefined;
      const fails = again?.error !== undefined || outage !== undefined;
      lab.failure = {
        seed: details.seed,
        // By itself it passes: only the whole case, from its first history on, fails again.
        ...(fails ? { path: at } : {}),
        found: { law: id, ...found },
        shrunk: { law: id, ...shrunk },
        ...(again === undefined ? {} : { program: again.program }),
      };
      throw failure(details.errorInstance, [
        ...(again?.program ?? []),
        path === undefined
          ? `history ${details.numRuns} of ${numRuns}, made shorter ${details.numShrinks} times; seed ${seed}, path ${at}`
          : `the history at seed ${seed}, path ${at}`,
        ...(fails
          ? []
          : ['played once more it passes: what fails depends on what was called before it']),
      ]);
    },
  });
}

async function replay(lab: Lab, example: HistoryExample): Promise<void> {
  const { error, program } = await attempt(lab, example);
  if (error === undefined) return;
  lab.failure = { seed: lab.seed, found: example, shrunk: example, program };
  throw failure(error, [...program, 'a history that was saved']);
}

interface Attempt {
  readonly error: unknown;
  readonly program: readonly string[];
}

/** Plays a history, and says what came of it. */
async function attempt(lab: Lab, history: History): Promise<Attempt> {
  const program: string[] = [];
  try {
    await play(lab, history, program);
    return { error: undefined, program };
  } catch (error) {
    return { error, program };
  }
}

/** A Mismatch stays one, so that the case fails; whatever else was thrown is an error of the backend. */
function failure(thrown: unknown, lines: readonly string[]): Error {
  const message = [thrown instanceof Error ? thrown.message : String(thrown), ...lines].join('\n');
  return thrown instanceof Mismatch
    ? new Mismatch(message, {
        cause: thrown,
        ...(thrown.comparison === undefined ? {} : { comparison: thrown.comparison }),
      })
    : new Error(message, { cause: thrown });
}
