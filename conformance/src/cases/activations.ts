// A: one case for each activation, through SimpleRNN, and through the gates of an LSTM. Clauses A1 to A26.

import {
  type ActivationName,
  activationNames,
  activations,
  lstm,
  simpleRNN,
  tensor,
} from '@gatefold/contract';
import { type Case, defineCase, type Level } from '../case.ts';
import { activationProbes, probePoints } from '../data/activation-probes.ts';
import { probeTolerance } from '../tolerance.ts';
import { expectClose, filled } from '../values.ts';

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
  const plain = simpleRNN({ units: 1, activation: name });
  const gated = lstm({
    units: 1,
    activation: 'tanh',
    recurrentActivation: name,
    returnState: true,
  });
  return defineCase({
    id: `activation/${name}`,
    clauses: [`A${index + 1}`],
    says: `${name}(x) is ${activations[name].formula}, as activation and as recurrentActivation`,
    levels: levelsOf(name),
    configs: [plain, gated],
    run: async (lab) => {
      // Each point is a row of the batch with one step: h = a(x · 1).
      const x = tensor(probePoints.map((point) => [[point]]));
      const wanted = tensor(activationProbes[name].map((value) => [value]));
      const { precision } = lab.backend.supports;
      const tolerance = probeTolerance(precision, name, probePoints);
      const one = {
        kernel: filled([1, 1], 1),
        recurrentKernel: filled([1, 1], 0),
        bias: filled([1], 0),
      };
      const got = await lab.run(plain, one, x);
      lab.note(expectClose(`activation ${name}`, got.output, wanted, tolerance));
      // With g = 0 and c = 1 the forget gate alone is left: c' = σ(x · 1).
      const forget = {
        kernel: tensor([[0, 1, 0, 0]]),
        recurrentKernel: filled([1, 4], 0),
        bias: filled([4], 0),
      };
      const rows = [probePoints.length, 1];
      const gate = await lab.run(gated, forget, x, {
        initialState: { h: filled(rows, 0), c: filled(rows, 1) },
      });
      const c = gate.state['c'] as typeof wanted;
      lab.note(expectClose(`recurrentActivation ${name}`, c, wanted, tolerance));
    },
  });
});
