// The built site in a headless Chromium, for tests of its pages.

import { globSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { serve } from 'vitepress';
import { sharedBrowser } from '../browser.ts';

export interface ServedSite extends AsyncDisposable {
  /** Without a slash at the end: `http://localhost:41730`. */
  readonly origin: string;
}

export interface OpenSite extends ServedSite {
  readonly browser: Browser;
}

const docs = join(import.meta.dirname, '..', '..');
export const built: string = join(docs, '.vitepress', 'dist');

/** The addresses of all pages that were built, from the root: `/`, `/start/install`. */
export const addresses: readonly string[] = globSync('**/*.html', { cwd: built })
  .map((file) => `/${file.replace(/(index)?\.html$/, '')}`)
  .toSorted();
if (addresses.length === 0) throw new Error(`${built}: no site; build it with pnpm site:build`);

/** One page of each layout: the front page, a page of text, as most are, and the two that are programs. */
export const layouts = ['/', '/guides/states-and-streaming', '/playground/', '/your-device/'];

/** The page that is served at one of them. */
export function fileOf(address: string): string {
  return join(built, address.endsWith('/') ? `${address}index.html` : `${address}.html`);
}

/** Serves the built site. */
export async function serveSite(): Promise<ServedSite> {
  const { server } = (await serve({ root: docs, port: 0 })) as unknown as { server: Server };
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    async [Symbol.asyncDispose]() {
      // Browsers keep connections open.
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Serves the built site, to a browser in which nothing is left open afterwards. */
export async function openSite(): Promise<OpenSite> {
  const [site, browser] = await Promise.all([serveSite(), sharedBrowser()]);
  return {
    browser,
    origin: site.origin,
    async [Symbol.asyncDispose]() {
      await Promise.all(browser.contexts().map((context) => context.close()));
      await site[Symbol.asyncDispose]();
    },
  };
}
