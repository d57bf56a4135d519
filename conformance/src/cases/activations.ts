// A: one case for each activation, through every cell that is claimed and through its gates. Clauses A1 to A26.

import {
  type ActivationName,
  activationNames,
  activations,
  simpleRNN,
  type Supports,
} from '@gatefold/contract';
import { type Case, defineCase, type Level } from '../case.ts';
import { withClaimedCells } from '../claimed.ts';
import { activationProbes as truths, probePoints } from '../data/activation-probes.ts';
import { activationProbes, expectProbe, gateProbes, type Probe } from './probes.ts';

/** The activations without which the article and the defaults cannot run. */
const coreActivations: readonly ActivationName[] = ['tanh', 'sigmoid', 'hardSigmoidKeras2'];

function levelsOf(name: ActivationName): [Level, ...Level[]] {
  const { keras2, keras3 } = activations[name];
  const levels: Level[] = [];
  if (coreActivations.includes(name)) levels.push('core');
  if (keras2 !== null) levels.push('keras2');
  if (keras3 !== null) levels.push('keras3');
  return levels as [Level, ...Level[]];
}

export const activationCases: readonly Case[] = activationNames.map((name, index) => {
  const probesFor = (supports: Supports): Probe[] => [
    ...activationProbes(supports, name),
    ...gateProbes(supports, name),
  ];
  return defineCase({
    id: `activation/${name}`,
    clauses: [`A${index + 1}`],
    says: `${name}(x) is ${activations[name].formula}, as activation and as recurrentActivation`,
    levels: levelsOf(name),
    configs: (supports) =>
      probesFor(supports).length > 0
        ? []
        : [{ ...withClaimedCells(supports, simpleRNN({ units: 1 })), activation: name }],
    run: async (lab) => {
      for (const probe of probesFor(lab.supports)) {
        await expectProbe(lab, probe, name, probePoints, truths[name]);
      }
    },
  });
});
