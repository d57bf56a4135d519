// ../examples/states-on-canvas, as a user who copies it runs it, built by Vite: a chain of three layers, drawn from the
// GPU's memory. What it shows is compared with what the reference computes; nothing is ever read back.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpu, lstm } from '@gatefold/cpu';
import type { Browser, Page } from 'playwright-core';
import { build, preview, type PreviewServer } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { melody, weightsOf } from '../examples/states-on-canvas/numbers.ts';
import { launchVisible } from './harness/visible-canvas.ts';

const root = fileURLToPath(new URL('../examples/states-on-canvas', import.meta.url));
const common = { configFile: false, logLevel: 'error', root } as const;
const [units, notes, timeSteps] = [32, 3, 160];

let browser: Browser;
let server: PreviewServer;
let outDir: string;
beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'gatefold-canvas-'));
  await build({ ...common, build: { outDir, emptyOutDir: true, target: 'esnext' } });
  server = await preview({ ...common, build: { outDir }, preview: { port: 0 } });
  browser = await launchVisible();
});
afterAll(async () => {
  await browser.close();
  await server.close();
  await rm(outDir, { recursive: true, force: true });
});

test('three layers are drawn from their buffers as the reference has them, and no number is read', async () => {
  const page = await open();
  expect(await page.textContent('#error')).toBe('');
  expect(await page.evaluate('reads')).toBe(0);
  const image = await page.locator('canvas').screenshot();
  const shown = await coloursOf(page, image.toString('base64'));
  const frames = Number((await page.textContent('#output'))?.split(' ')[0]);
  expect(frames).toBe(1);
  const outputs = await reference(frames - 1);
  const isAbove = (place: { band: number; t: number; unit: number }): boolean =>
    (outputs[place.band]?.[place.t * units + place.unit] as number) > 0;
  // Places whose numbers are near 0 are as dark above it as below.
  const told = shown.filter(({ red, blue }) => Math.abs(red - blue) > 40);
  expect(told.length).toBeGreaterThan(shown.length / 3);
  expect(told.filter((place) => isAbove(place) !== place.red > place.blue)).toEqual([]);
});

/** The page after its first frame, at which it is stopped. */
async function open(): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 800, height: 800 } });
  await page.addInitScript(`
    globalThis.reads = 0;
    const { mapAsync } = GPUBuffer.prototype;
    GPUBuffer.prototype.mapAsync = function (mode, ...rest) {
      if (mode === GPUMapMode.READ) globalThis.reads += 1;
      return mapAsync.call(this, mode, ...rest);
    };
    globalThis.requestAnimationFrame = () => 0;
  `);
  await page.goto(server.resolvedUrls?.local[0] ?? '');
  await page.waitForSelector('body[data-done]', { timeout: 60_000 });
  return page;
}

interface Shown {
  readonly band: number;
  readonly t: number;
  readonly unit: number;
  readonly red: number;
  readonly blue: number;
}

/** What the canvas shows in the middle of the cells of every fifth step. */
function coloursOf(page: Page, image: string): Promise<readonly Shown[]> {
  return page.evaluate(
    async ({ image: data, sizes }) => {
      const bytes = await (await fetch(`data:image/png;base64,${data}`)).blob();
      const bitmap = await createImageBitmap(bytes);
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
      if (context === null) throw new Error('no context');
      context.drawImage(bitmap, 0, 0);
      const { data: pixels } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      const shown = [];
      for (let band = 0; band < 3; band++) {
        for (let t = 2; t < sizes.timeSteps; t += 5) {
          for (let unit = 0; unit < sizes.units; unit++) {
            const x = Math.floor(((t + 0.5) / sizes.timeSteps) * bitmap.width);
            const y = Math.floor(
              ((band + (0.96 * (unit + 0.5)) / sizes.units) / 3) * bitmap.height,
            );
            const at = 4 * (y * bitmap.width + x);
            shown.push({ band, t, unit, red: pixels[at] ?? 0, blue: pixels[at + 2] ?? 0 });
          }
        }
      }
      return shown;
    },
    { image, sizes: { units, timeSteps } },
  );
}

/** What each layer gives: [timeSteps, units]. */
async function reference(from: number): Promise<Float32Array[]> {
  using backend = await cpu();
  const config = lstm({ units, returnSequences: true });
  const layers = [notes, units, units].map((inputDim) =>
    backend.layer(config, weightsOf(inputDim, units)),
  );
  const outputs: Float32Array[] = [];
  let x: Parameters<(typeof layers)[number]['run']>[0] = melody(from, timeSteps, notes);
  for (const layer of layers) {
    const { output } = layer.run(x);
    outputs.push(output.dataSync());
    x = output;
  }
  return outputs;
}
