// A page with @gatefold/webgl and nothing else, bundled by Vite in the folder of steps/consumer.ts, and run.

import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchChromium } from '../../../../conformance/src/playwright-core.ts';
import { root } from '../../setup.mjs';
import { type Finished, run } from '../command.ts';

const vite = join(root, 'conformance', 'node_modules', '.bin', 'vite');
const smoke = join(root, 'packages', 'workspace', 'smoke');

/** What the article prints for its last step. */
const expected = '0.02480672';

export async function bundleAndRun(consumer: string): Promise<Finished> {
  const folder = join(consumer, 'page');
  cpSync(join(smoke, 'page'), folder, { recursive: true });
  const options = ['build', '--logLevel', 'warn', '--target', 'esnext'];
  const built = await run(vite, options, { cwd: folder });
  if (!built.ok) return built;
  const assets = join(folder, 'dist', 'assets');
  const script = readdirSync(assets).find((file) => file.endsWith('.js'));
  const content = readFileSync(join(assets, script as string), 'utf8');
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.addScriptTag({ type: 'module', content });
    const reading = page.waitForFunction('document.title', undefined, { timeout: 30_000 });
    const title = String(await (await reading.catch(() => undefined))?.jsonValue());
    const output =
      title === expected ? '' : [`got ${title}, not ${expected}`, ...errors].join('\n');
    return { ok: output === '', output, stdout: '' };
  } finally {
    await browser.close();
  }
}
