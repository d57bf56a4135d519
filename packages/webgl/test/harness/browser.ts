// A headless Chromium that draws in software, the same on every machine. One that is missing is an error, not a skip.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

export const softwareFlags = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The one that GATEFOLD_CHROMIUM names, playwright-core's own, or one in PATH. */
export function findChromium(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const inPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const candidates = [process.env['GATEFOLD_CHROMIUM'] ?? '', chromium.executablePath(), ...inPath];
  const found = candidates.find((path) => path !== '' && existsSync(path));
  if (found !== undefined) return found;
  throw new Error(
    'found no Chromium; install it (npx playwright-core install chromium), or name one in GATEFOLD_CHROMIUM',
  );
}

export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** What the page has printed, errors of GL among it. */
  readonly printed: readonly string[];
}

/** Opens a page of ../pages. */
export async function openPage(url: string): Promise<OpenPage> {
  const browser: Browser = await chromium.launch({
    executablePath: findChromium(),
    args: softwareFlags,
  });
  const page = await browser.newPage();
  const printed: string[] = [];
  page.on('console', (message) => printed.push(message.text()));
  page.on('pageerror', ({ message }) => printed.push(message));
  await page.goto(url);
  await page.waitForFunction(() => 'pages' in globalThis);
  return { page, printed, [Symbol.asyncDispose]: () => browser.close() };
}

/** GL's own complaints: a draw that it refused computes nothing. */
export function glErrors(printed: readonly string[]): readonly string[] {
  return printed.filter((line) => line.includes('GL_INVALID') || line.includes('RENDER WARNING'));
}
