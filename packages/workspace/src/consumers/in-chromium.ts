// What needs a browser has one of its own, which is closed whatever comes of it.

import type { Browser } from 'playwright-core';
import { launchChromium } from '../../../../conformance/src/playwright-core.ts';

export async function inChromium<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await launchChromium();
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}
