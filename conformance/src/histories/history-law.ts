// A law of histories: whatever was called before, a call gives what it would give on a fresh layer. fast-check draws the
// histories, and makes one that fails as short as it can be.

import { bidirectional, type LayerConfig, lstm, type Supports } from '@gatefold/contract';
import { type Case, defineCase, type Level } from '../case.ts';
import { withClaimedCells } from '../claimed.ts';
import type { HistoryExample } from '../counterexample.ts';
import type { Lab } from '../lab.ts';
import { failure } from '../laws/law.ts';
import { search } from '../laws/search.ts';
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
      const { seed, runs, saved = [], savedOnly } = lab.settings;
      for (const example of saved) {
        if (example.law === id && 'calls' in example) await replay(lab, example);
      }
      if (savedOnly) return;
      let shrinking = 0;
      const failed = await search(
        lab,
        histories(lab.supports, mix),
        (history) => play(lab, history),
        {
          runs: Math.ceil(Math.max(Math.min(runs, per100), (runs * per100) / 100)),
          words: { example: 'history', shrunk: 'shorter' },
          isEnough: ({ calls }) => (shrinking += calls.length) > mostShrinking,
        },
      );
      if (failed === undefined) return;
      const { found, shrunk, path, outage } = failed;
      const again = outage === undefined ? await attempt(lab, shrunk) : undefined;
      const fails = again?.error !== undefined || outage !== undefined;
      lab.failure = {
        seed,
        // By itself it passes: only the whole case, from its first history on, fails again.
        ...(fails ? { path } : {}),
        found: { law: id, ...found },
        shrunk: { law: id, ...shrunk },
        ...(again === undefined ? {} : { program: again.program }),
      };
      throw failure(failed.error, [
        ...(again?.program ?? []),
        failed.told,
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
