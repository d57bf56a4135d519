// Goldens: numbers that real Keras computed, written by golden/generate.ts. Listed here, loaded when they run.

import { type Case, defineCase } from '../case.ts';
import { loadGroup } from '../golden/load.ts';
import { runGolden } from '../golden/run-golden.ts';
import type { Golden, GoldenSpec } from '../golden/golden.ts';
import { goldenSpecs } from '../golden/specs.ts';

function goldenCase({ id, group, clauses, says, levels, config, calls }: GoldenSpec): Case {
  const isMasked = calls.some(({ mask = 'none' }) => mask !== 'none');
  return defineCase({
    id: `golden/${id}`,
    clauses,
    says: `golden: ${says}`,
    levels,
    configs: [config],
    claims: isMasked ? ['masking'] : [],
    run: async (lab) => {
      const goldens = await loadGroup(group);
      await runGolden(lab, goldens.get(id) as Golden);
    },
  });
}

export const goldenCases: readonly Case[] = goldenSpecs.map(goldenCase);
