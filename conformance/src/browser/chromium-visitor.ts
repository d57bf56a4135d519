// A Chromium that is started here, with a page for each visit.

import type { Browser } from 'playwright-core';
import { Printed } from '../bounded-text.ts';
import { Outage } from '../outage.ts';
import { launchChromium, type LaunchOptions, rendererOf } from '../playwright-core.ts';
import type { Visit, Visitor } from './visitor.ts';

/** @throws {HarnessError} when there is no browser, or something else draws than the driver that was asked for */
export async function chromiumVisitor(options: LaunchOptions): Promise<Visitor> {
  const browser = await launchChromium(options);
  const environment = {
    browser: `Chromium ${browser.version()}`,
    renderer: await rendererOf(browser),
  };
  return { open: () => openPage(browser, environment), close: () => browser.close() };
}

async function openPage(browser: Browser, environment: Visit['environment']): Promise<Visit> {
  const page = await browser.newPage();
  const printed = new Printed();
  page.on('console', (message) => printed.add(`${message.text()}\n`));
  page.on('pageerror', ({ message }) => printed.add(`${message}\n`));
  return {
    go: async (url) => void (await page.goto(url)),
    lost: new Promise((_, reject) => {
      page.on('crash', () => reject(new Outage('crashed', "the backend's page crashed")));
      page.once('domcontentloaded', () => {
        const left = new Outage('crashed', "the backend's page has gone to another");
        page.once('domcontentloaded', () => reject(left));
      });
      browser.on('disconnected', () => reject(new Outage('crashed', 'the browser ended')));
    }),
    environment,
    printed: () => printed.take(),
    // A page that hangs is not asked whether it minds.
    close: async () => {
      await Promise.race([page.close(), new Promise((resolve) => setTimeout(resolve, 5000))]);
    },
  };
}
