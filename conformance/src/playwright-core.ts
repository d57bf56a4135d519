// A Chromium for tests, started alike by the suite and by whoever has pages of their own to try.

import type { Browser } from 'playwright-core';
import { findChromium } from './browser/find-chromium.ts';
import { loadPlaywright } from './browser/tools.ts';
import { HarnessError } from './harness-error.ts';
import { messageOf } from './values.ts';

export interface LaunchOptions {
  /** Whether the browser has a window; it then draws with the machine's own GPU. */
  readonly headed?: boolean;
  /** Whether a browser without a window draws with the machine's own GPU too. */
  readonly gpu?: boolean;
}

const commonFlags = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
  '--ignore-gpu-blocklist',
];

/** WebGL2 and WebGPU in software: the same on every machine. */
const softwareFlags = [
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--use-webgpu-adapter=swiftshader',
];

/**
 * Starts a Chromium with WebGL2, its float targets, and WebGPU: in software, unless a GPU is asked for.
 *
 * @throws {HarnessError} when there is no playwright-core or no browser, or it does not start
 * @example fragment
 *   import { launchChromium } from '@gatefold/conformance/playwright-core';
 *
 *   const browser = await launchChromium();
 *   const page = await browser.newPage();
 */
export async function launchChromium({
  headed = false,
  gpu = false,
}: LaunchOptions = {}): Promise<Browser> {
  const { chromium } = await loadPlaywright();
  const executablePath = findChromium(chromium.executablePath());
  const args = headed || gpu ? commonFlags : [...commonFlags, ...softwareFlags];
  try {
    return await chromium.launch({ executablePath, headless: !headed, args });
  } catch (error) {
    throw new HarnessError(`${executablePath} did not start: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
