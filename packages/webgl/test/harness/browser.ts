// A headless Chromium that draws in software, the same on every machine. One that is missing is an error, not a skip.

import { type DriverName, launchChromium } from '@gatefold/conformance/playwright-core';
import type { Browser, Page } from 'playwright-core';

export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** What the page has printed, errors of GL among it. */
  readonly printed: readonly string[];
}

const browsers = new Map<DriverName, Promise<Browser>>();

/** One for all files: it ends with the process that runs them. */
export function browserWith(driver: DriverName = 'swiftshader'): Promise<Browser> {
  const browser = browsers.get(driver) ?? launchChromium({ driver });
  browsers.set(driver, browser);
  return browser;
}

/** Opens a page of ../pages. */
export async function openPage(url: string, driver: DriverName = 'swiftshader'): Promise<OpenPage> {
  const browser = await browserWith(driver);
  const page = await browser.newPage();
  const printed: string[] = [];
  page.on('console', (message) => printed.push(message.text()));
  page.on('pageerror', ({ message }) => printed.push(message));
  await page.goto(url);
  await page.waitForFunction(() => ['pages', 'alone', 'scene'].some((name) => name in globalThis));
  return { page, printed, [Symbol.asyncDispose]: () => page.close() };
}

/** GL's own complaints: a draw that it refused computes nothing. */
export function glErrors(printed: readonly string[]): readonly string[] {
  return printed.filter((line) => line.includes('GL_INVALID') || line.includes('RENDER WARNING'));
}
