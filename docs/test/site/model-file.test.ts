// A Keras file in the playground: chosen, dropped, run on every backend of the list that starts here, and refused in words.

import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cpu } from '@gatefold/cpu';
import { loadModel } from '@gatefold/layers';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { firstInputs, runModel } from '../../.vitepress/theme/components/model-file/run-model.ts';
import { backends } from '../../site/backends.ts';
import { seriousFaults } from './axe.ts';
import { openSite, type OpenSite } from './open-site.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const root = join(import.meta.dirname, '..', '..', '..');
const models = join(root, 'docs', 'examples', 'models');
const forecast = join(models, 'forecast.keras');
const rhyme = join(models, 'rhyme.keras');
const files = join(root, 'packages', 'importers', 'models', 'files');

let site: OpenSite;
let page: Page;
const scripts: string[] = [];
beforeAll(async () => {
  site = await openSite();
  page = await site.browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.on('request', (request) => scripts.push(request.url()));
  await page.goto(`${site.origin}/playground/`);
  await page.locator('.playground[aria-busy=false]').waitFor();
});
afterAll(() => site[Symbol.asyncDispose]());

test('a file that is chosen shows its summary and what it gives, as in Node', async () => {
  const atFirst = new Set(scripts);
  await choose(forecast);
  expect(await shown(forecast)).toEqual(await inNode(forecast));
  // What reads and runs models comes with the first file.
  const came = scripts.filter((url) => url.endsWith('.js') && !atFirst.has(url));
  expect(came.length).toBeGreaterThan(1);
  expect(await seriousFaults(page)).toEqual([]);
});

test.each(backends)('it gives the same on $id', async ({ id }) => {
  await panel().getByRole('radio', { name: id, exact: true }).check();
  await spoken(new RegExp(`^forecast.keras, \\d+ kB on ${id} gives `));
  expect(await shown(forecast)).toEqual(await inNode(forecast));
});

test('an input that is changed changes what comes out, and one that is wrong is told', async () => {
  const field = panel().getByLabel('What goes into input_layer');
  const before = await outputs();
  const text = JSON.stringify([Array.from({ length: 72 }, (_, hour) => [hour % 24])]);
  await field.fill(text);
  await field.blur();
  await expect.poll(outputs).not.toEqual(before);
  using model = await loadModel(await readFile(forecast), { backend: cpu() });
  const { data } = await model.predictOne(JSON.parse(text) as number[][][]);
  expect((await outputs())[0]).toEqual(Array.from(data, (value) => expect.closeTo(value, 4)));

  const fault = panel().getByRole('alert');
  await field.fill('[[');
  await field.blur();
  await expect.poll(() => fault.innerText()).toMatch(/^✕ The input input_layer is no JSON yet: /);
  await field.fill('[[[1], [2]]]');
  await field.blur();
  await expect.poll(() => fault.innerText()).toMatch(/must be \[.*72, 1\], got \[1, 2, 1\]/);
  await field.fill(text);
  await field.blur();
  await fault.waitFor({ state: 'detached' });
});

test.each([
  ['of numbers of words', rhyme],
  ['of three inputs and two outputs', join(models, 'sounds-decoder.keras')],
  ['of Keras 2, with weights of cuDNN', join(files, 'keras2-cudnn.h5')],
])('a file that is dropped: %s', async (_, path) => {
  await drop([path]);
  expect(await shown(path)).toEqual(await inNode(path));
});

test('a model of TensorFlow.js is dropped with its shards, and asks for one that is missing', async () => {
  const folder = join(files, 'tfjs-keras3');
  const shards = [1, 2, 3].map((k) => join(folder, `group1-shard${k}of3.bin`));
  await drop([join(folder, 'model.json'), ...shards.slice(1)]);
  const fault = panel().getByRole('alert');
  await expect
    .poll(() => fault.innerText())
    .toMatch(/choose group1-shard1of3\.bin together with it/);
  await drop([...shards, join(folder, 'model.json')]);
  await spoken(/^model\.json/);
  expect(await fault.count()).toBe(0);
});

test('what is no Keras model is refused in words, and one of ours runs after it', async () => {
  await choose(join(files, 'columns.npy'));
  await expect
    .poll(() => panel().getByRole('alert').innerText())
    .toMatch(/^✕ loadModel: the file must hold a whole model/);
  expect(await panel().getByRole('region').count()).toBe(0);
  await panel().getByRole('button', { name: 'rhyme.keras' }).click();
  await spoken(/^rhyme\.keras/);
  expect(await shown(rhyme)).toEqual(await inNode(rhyme));
});

function panel() {
  return page.locator('.model-file');
}

async function choose(path: string): Promise<void> {
  await panel().getByLabel('choose one').setInputFiles(path);
}

/** As a hand drops files anywhere on the page. */
async function drop(paths: readonly string[]): Promise<void> {
  const dropped = await Promise.all(
    paths.map(async (path) => ({
      name: basename(path),
      bytes: (await readFile(path)).toString('base64'),
    })),
  );
  await page.evaluate((list) => {
    const dataTransfer = new DataTransfer();
    for (const { name, bytes } of list) {
      const numbers = Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0));
      dataTransfer.items.add(new File([numbers], name));
    }
    for (const kind of ['dragover', 'drop']) {
      const event = new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
      if (!event.defaultPrevented) throw new Error(`${kind}: the browser would open the file`);
    }
  }, dropped);
}

/** Waits until the page says that something runs. */
async function spoken(what: RegExp): Promise<void> {
  await expect
    .poll(() => panel().locator('[aria-live]').innerText(), { timeout: 20_000 })
    .toMatch(what);
}

/** What the page shows once it has run a file: its summary, the names of what comes out, and the numbers. */
async function shown(path: string): Promise<unknown> {
  await spoken(new RegExp(`^${basename(path)}`));
  return {
    summary: await panel().getByRole('region', { name: 'model.summary()' }).innerText(),
    tuple: await panel().getByTestId('tuple').innerText(),
    outputs: await outputs(),
  };
}

/** What cpu gives of it in Node. */
async function inNode(path: string): Promise<unknown> {
  using model = await loadModel(await readFile(path), { backend: cpu() });
  const { returned, tuple } = await runModel(model, firstInputs(model));
  return {
    summary: model.summary(),
    tuple,
    outputs: returned.map(({ numbers }) =>
      Array.from(numbers, (value) => expect.closeTo(value, 4) as number),
    ),
  };
}

async function outputs(): Promise<readonly (readonly number[])[]> {
  return panel()
    .locator('[data-path]')
    .evaluateAll((rows) =>
      rows.map((row) =>
        ((row.querySelector('.all') ?? row.querySelector('.numbers'))?.textContent ?? '')
          .trim()
          .split(' ')
          .map(Number),
      ),
    );
}
