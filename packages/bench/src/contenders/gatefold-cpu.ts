import { type Backend, gru, lstm } from '@gatefold/contract';
import { cpu } from '@gatefold/cpu';
import type { Contender, Runner } from '../contender.ts';
import { versionOf } from '../version-of.ts';

export const gatefoldCpu: Contender = {
  name: '@gatefold/cpu',
  version: versionOf('@gatefold/cpu'),
  refusal: () => null,
  prepare: async (workload, weights) => gatefoldRunner(await cpu(), workload, weights),
};

/** Runs any Gatefold backend the way an app does: a new result for each call, read and disposed of. */
function gatefoldRunner(
  backend: Backend,
  ...[workload, weights]: Parameters<Contender['prepare']>
): Runner {
  const { units, resetAfter, batch, timeSteps, inputDim } = workload;
  const config = workload.kind === 'lstm' ? lstm({ units }) : gru({ units, resetAfter });
  const layer = backend.layer(config, weights);
  const shape = [batch, timeSteps, inputDim];
  const target = new Float32Array(batch * units);
  const read = backend.supports.dataSync ? ('dataSync' as const) : ('data' as const);
  return {
    run(x) {
      const { output } = layer.run({ shape, data: x });
      const numbers = output[read](target);
      output.dispose();
      return numbers;
    },
    dispose: () => backend.dispose(),
  };
}
