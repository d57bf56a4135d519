// Models on webgl, for src/browser.ts.

import { webgl } from '@gatefold/webgl';
import type { CaseResult, ModelCases } from '../src/case.ts';
import { type RunnableModel, runModel } from '../src/run-model.ts';

const backend = await webgl();

const models = {
  renderer: (): string => backend.environment?.['renderer'] ?? 'an unknown driver',
  async run(
    model: RunnableModel,
    base64: string,
    cases: ModelCases,
  ): Promise<readonly CaseResult[]> {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return runModel(model, bytes, cases, backend);
  },
};

declare global {
  var models: {
    renderer(): string;
    run(model: RunnableModel, base64: string, cases: ModelCases): Promise<readonly CaseResult[]>;
  };
}

globalThis.models = models;
