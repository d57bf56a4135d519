// Lighthouse on pages of the built site, in the Chromium that everything else here uses.

import { type AddressInfo, createServer } from 'node:net';
import lighthouse from 'lighthouse';
import { chromium } from 'playwright-core';
import { findChromium } from '../../conformance/src/browser/find-browser.ts';

export type Category = 'accessibility' | 'best-practices' | 'performance' | 'seo';

export interface Judge extends AsyncDisposable {
  /** @returns of each category its score, from 0 to 100, and what is wanting */
  judge(
    url: string,
    categories: readonly Category[],
  ): Promise<Readonly<Partial<Record<Category, Judgement>>>>;
}

export interface Judgement {
  readonly score: number;
  /** The audits that are not passed, as lines. */
  readonly wanting: readonly string[];
}

/** Only performance is a matter of what happens after the page is there. */
const atOnce = {
  pauseAfterFcpMs: 0,
  pauseAfterLoadMs: 0,
  networkQuietThresholdMs: 0,
  cpuQuietThresholdMs: 0,
};

export async function startLighthouse(): Promise<Judge> {
  const port = await freePort();
  const browser = await chromium.launch({
    executablePath: findChromium(chromium.executablePath()),
    args: ['--no-sandbox', `--remote-debugging-port=${port}`],
  });
  return {
    async judge(url, categories) {
      const result = await lighthouse(url, {
        port,
        onlyCategories: [...categories],
        disableFullPageScreenshot: true,
        logLevel: 'error',
        ...(categories.includes('performance') ? {} : atOnce),
      });
      if (result === undefined) throw new Error(`${url}: Lighthouse gave no result`);
      const { lhr } = result;
      return Object.fromEntries(
        categories.map((category) => {
          const { score, auditRefs } = lhr.categories[category] as (typeof lhr.categories)[string];
          const wanting = auditRefs
            .map(({ id }) => lhr.audits[id])
            .filter((audit) => audit !== undefined && audit.score !== null && audit.score < 1)
            .map((audit) => `${audit?.id}: ${audit?.title} ${audit?.displayValue ?? ''}`.trim());
          return [category, { score: Math.round((score ?? 0) * 100), wanting }];
        }),
      );
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
