// A Chromium for tests, started alike by the suite and by whoever has pages of their own to try.

import type { Browser } from 'playwright-core';
import { type Driver, type DriverName, drivers } from './browser/drivers.ts';
import { findChromium } from './browser/find-browser.ts';
import { loadPlaywright } from './browser/tools.ts';
import { HarnessError } from './harness-error.ts';
import { messageOf } from './message-of.ts';
import { onSignal } from './on-signal.ts';

export type { DriverName } from './browser/drivers.ts';
export { findChromium } from './browser/find-browser.ts';

export interface LaunchOptions {
  /** Whether the browser has a window; without a driver named it then draws as browsers do, with a GPU where there is one. */
  readonly headed?: boolean;
  /**
   * What draws: `swiftshader` (the default), the same on every machine; `mesa`, another software driver, which treats NaN
   * as GPUs do; `gpu`, this machine's own.
   */
  readonly driver?: DriverName;
}

const commonSwitches = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
  '--ignore-gpu-blocklist',
];

/** A browser with a window, as its user has it. */
const asItComes: Driver = {
  switches: [[]],
  environment: {},
  isOwn: () => true,
  remedy: '',
};

/**
 * Starts a Chromium with WebGL2, its float targets, and WebGPU.
 *
 * @throws {HarnessError} when there is no playwright-core or no browser, it does not start, or something else draws than the driver that was asked for
 * @example fragment
 *   import { launchChromium } from '@gatefold/conformance/playwright-core';
 *
 *   const browser = await launchChromium({ driver: 'mesa' });
 *   const page = await browser.newPage();
 */
export async function launchChromium({
  headed = false,
  driver,
}: LaunchOptions = {}): Promise<Browser> {
  const { switches, environment, isOwn, remedy } =
    driver === undefined && headed ? asItComes : drivers[driver ?? 'swiftshader'];
  const { chromium } = await loadPlaywright();
  const executablePath = findChromium(chromium.executablePath());
  const env = { ...process.env, ...environment } as Record<string, string>;
  const found: string[] = [];
  for (const own of switches) {
    const args = [...commonSwitches, ...own];
    const launching = chromium.launch({
      executablePath,
      headless: !headed,
      args,
      env,
      // Playwright's own would not wait for what else there is to end.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    const ignoreSignals = onSignal(() => launching.then((one) => one.close()));
    let browser: Browser;
    try {
      browser = await launching;
      browser.once('disconnected', ignoreSignals);
    } catch (error) {
      ignoreSignals();
      throw new HarnessError(`${executablePath} did not start: ${messageOf(error)}`, {
        cause: error,
      });
    }
    const renderer = await rendererOf(browser);
    if (isOwn(renderer)) return browser;
    await browser.close();
    found.push(renderer === '' ? 'no WebGL2' : renderer);
  }
  throw new HarnessError(
    `driver ${driver ?? 'swiftshader'}: got ${found.join(', then ')}; ${remedy}`,
  );
}

/**
 * What draws WebGL2 in a browser, as its driver calls itself; empty where nothing does.
 *
 * Leaves a browser whose contexts last: Chromium on NVIDIA's Vulkan driver takes the first one of its life away as soon as
 * the page waits for anything, whoever made it, and none after it (Chromium 156 and driver 580: in 20 of 20 browsers, three of
 * which had drawn one triangle into 16 × 16 pixels and nothing else).
 */
export function rendererOf(browser: Browser): Promise<string> {
  const known = renderers.get(browser) ?? askRenderer(browser);
  renderers.set(browser, known);
  return known;
}

/** Whoever launches a browser has asked; whoever is given it asks again. */
const renderers = new WeakMap<Browser, Promise<string>>();

async function askRenderer(browser: Browser): Promise<string> {
  const page = await browser.newPage();
  try {
    return await page.evaluate<string>(`(async () => {
      let renderer = '';
      for (let tries = 0; tries < 3; tries++) {
        const gl = document.createElement('canvas').getContext('webgl2');
        if (gl === null) break;
        const info = gl.getExtension('WEBGL_debug_renderer_info');
        renderer = String(gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL));
        gl.clear(gl.COLOR_BUFFER_BIT);
        gl.flush();
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (!gl.isContextLost()) break;
      }
      return renderer;
    })()`);
  } finally {
    await page.close();
  }
}
