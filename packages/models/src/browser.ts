// webgl in a headless Chromium: the same code, bundled into a page.

import { fileURLToPath } from 'node:url';
import { launchChromium } from '@gatefold/conformance/playwright-core';
import { build } from 'esbuild';
import type { CaseResult, ModelCases } from './case.ts';
import type { RunnableModel } from './run-model.ts';

export interface ModelPage extends AsyncDisposable {
  readonly renderer: string;
  run(model: RunnableModel, bytes: Uint8Array, cases: ModelCases): Promise<readonly CaseResult[]>;
}

export async function openModelPage(): Promise<ModelPage> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../page/main.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'error',
  });
  const browser = await launchChromium({ driver: 'mesa' });
  const page = await browser.newPage();
  page.on('pageerror', ({ message }) => console.error(message));
  await page.setContent('<!doctype html><title>Models</title>');
  await page.addScriptTag({ type: 'module', content: outputFiles[0]?.text ?? '' });
  await page.waitForFunction(() => 'models' in globalThis);
  return {
    renderer: await page.evaluate(() => globalThis.models.renderer()),
    run: (model, bytes, cases) =>
      page.evaluate(([one, base64, all]) => globalThis.models.run(one, base64, all), [
        model,
        Buffer.from(bytes).toString('base64'),
        cases,
      ] as const),
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
