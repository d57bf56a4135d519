// One model on one backend: every case, its error, and how long a call takes. Runs in Node and in pages.

import type { Backend } from '@gatefold/contract';
import { importModel } from '@gatefold/importers';
import type { Case, CaseResult, ModelCases, Named, Numbers } from './case.ts';
import type { CatalogModel } from './catalog.ts';
import { dtln } from './programs/dtln.ts';
import { g2pEn } from './programs/g2p-en.ts';
import { g2pM } from './programs/g2p-m.ts';
import { legere } from './programs/legere.ts';
import { layerOf, type Parts, type Program, type ProgramMaker } from './programs/program.ts';
import { sileroOnnx, sileroSafetensors } from './programs/silero.ts';
import { textgenrnn } from './programs/textgenrnn.ts';
import { wholeFile } from './programs/whole-file.ts';

/** What runs a whole model; of those that are not here, the recurrent layers alone are run. */
const programs: Readonly<Record<string, ProgramMaker>> = {
  dgaintel: wholeFile,
  'ao-compensation': wholeFile,
  'crema-chord': wholeFile,
  textgenrnn,
  'g2p-en': g2pEn,
  g2pM,
  legere,
  'silero-vad-safetensors': sileroSafetensors,
  'silero-vad-onnx': sileroOnnx,
  dtln,
};

export type RunnableModel = Pick<CatalogModel, 'id' | 'paths'>;

/** Calls of which the median is told. */
const timedCalls = 9;

/** Runs the cases of a model that can be run here. */
export async function runModel(
  { id, paths = {} }: RunnableModel,
  bytes: Uint8Array,
  { cases }: ModelCases,
  backend: Backend,
): Promise<readonly CaseResult[]> {
  const parts: Parts = { bytes, imported: await importModel(bytes), backend };
  const results: CaseResult[] = [];
  for (const one of cases) {
    const [name = ''] = one.id.split('/');
    const make = one.kind === 'model' ? programs[id] : layerProgram(paths[name] ?? name);
    if (make === undefined) continue;
    using program = await make(parts);
    results.push(await runCase(one, program));
  }
  return results;
}

const layerProgram =
  (path: string): ProgramMaker =>
  async (parts) =>
    layerOf(parts, path);

async function runCase(
  { id, kind, inputs, outputs, observed, atol }: Case,
  program: Program,
): Promise<CaseResult> {
  const error = errorOf(await program.run(inputs), outputs);
  const times: number[] = [];
  for (let call = 0; call < timedCalls; call++) {
    const start = performance.now();
    await program.run(inputs);
    times.push(performance.now() - start);
  }
  const spread = Math.max(...Object.values(observed));
  const milliseconds = times.toSorted((a, b) => a - b)[Math.floor(timedCalls / 2)] as number;
  return { id, kind, error, spread, atol, milliseconds };
}

/** The largest difference over all outputs; those of a Keras file come by number, in the model's order. */
function errorOf(got: Named, wanted: Named): number {
  const errors = Object.entries(wanted).map(([name, { shape, data }], index) => {
    const found: Numbers | undefined = got[name] ?? got[String(index)];
    if (found === undefined || found.shape.join() !== shape.join()) return Infinity;
    const own = Array.from(data, (value, k) => Math.abs(value - (found.data[k] as number)));
    return Math.max(...own.map((one) => (Number.isNaN(one) ? Infinity : one)));
  });
  return Math.max(...errors);
}
