// Cases on a module's backend in a browser: one that is started here, or one in which a person opens the address.

import type { Browser, Page } from 'playwright-core';
import { HarnessError } from '../harness-error.ts';
import type { Host } from '../hosts/host.ts';
import { type Order, refusalOf, type Reply } from '../hosts/messages.ts';
import { nodeEnvironment } from '../hosts/node-environment.ts';
import { ownFrames, withOwnFrames } from '../hosts/own-frames.ts';
import { type Place, restartingHost } from '../hosts/restarting-host.ts';
import { Outage } from '../outage.ts';
import { launchChromium, type LaunchOptions, rendererOf } from '../playwright-core.ts';
import { openSite, type Site } from './site.ts';

export interface BrowserOptions extends LaunchOptions {
  /** Milliseconds that a case may take. */
  readonly timeout: number;
  /** Prints the addresses for a person to open, and starts no browser. */
  readonly announce?: (urls: readonly string[]) => void;
}

/** Fetching a bundle, compiling shaders, warming up. */
const longestStart = 120_000;

/** A person has to come by. */
const longestVisit = 600_000;

/**
 * Bundles the module with the suite, and runs both in a browser.
 *
 * @throws {HarnessError} when there is no browser, or the module gives no backend
 */
export async function browserHost(specifier: string, options: BrowserOptions): Promise<Host> {
  const visited = options.announce !== undefined;
  const browser = visited ? undefined : await launchChromium(options);
  const renderer = browser === undefined ? '' : await rendererOf(browser);
  let site: Site | undefined;
  try {
    site = await openSite(specifier, visited ? '0.0.0.0' : undefined);
    options.announce?.(site.urls);
    const open = site;
    const host = await restartingHost(() =>
      browser === undefined
        ? awaitVisit(open, options)
        : openPage(open, { browser, renderer }, options),
    );
    const close = async (): Promise<void> => {
      await host.close();
      await browser?.close();
      await open.close();
    };
    return {
      ...host,
      get backend() {
        return host.backend;
      },
      close,
    };
  } catch (error) {
    await browser?.close();
    await site?.close();
    throw error;
  }
}

async function openPage(
  site: Site,
  { browser, renderer }: { readonly browser: Browser; readonly renderer: string },
  { timeout }: BrowserOptions,
): Promise<Place> {
  const page = await browser.newPage();
  let printed = '';
  page.on('console', (message) => (printed += `${message.text()}\n`));
  page.on('pageerror', ({ message }) => (printed += `${message}\n`));
  const lost = new Promise<never>((_, reject) => {
    page.on('crash', () => reject(new Outage('crashed', "the backend's page crashed")));
    browser.on('disconnected', () => reject(new Outage('crashed', 'the browser ended')));
  });
  // It may come when nobody waits for an answer; the next order finds it.
  lost.catch(() => undefined);
  try {
    const ready = expectReply(site, Math.max(timeout, longestStart), lost);
    await page.goto(site.urls[0] as string);
    return {
      backend: backendOfReply(await ready),
      environment: { ...nodeEnvironment(), browser: `Chromium ${browser.version()}`, renderer },
      order: (order) => ask(site, order, timeout, lost),
      printed: () => {
        const taken = printed;
        printed = '';
        return taken;
      },
      close: () => endPage(page),
    };
  } catch (error) {
    await endPage(page);
    if (!(error instanceof Outage)) throw error;
    throw new HarnessError(`no backend came of the page: ${error.message}\n${printed}`.trim());
  }
}

/** A page that hangs is not asked whether it minds. */
async function endPage(page: Page): Promise<void> {
  await Promise.race([page.close(), new Promise((resolve) => setTimeout(resolve, 5000))]);
}

/** A page in a browser that is not ours: it cannot be closed, but it can be loaded again. */
async function awaitVisit(site: Site, { timeout }: BrowserOptions): Promise<Place> {
  const backend = backendOfReply(await expectReply(site, longestVisit));
  return {
    backend,
    environment: nodeEnvironment(),
    order: (order) => ask(site, order, timeout),
    printed: () => '',
    close: async () => undefined,
  };
}

function backendOfReply(reply: Reply): Place['backend'] {
  if (reply.kind === 'ready') return reply.backend;
  throw refusalOf(reply);
}

async function ask(
  site: Site,
  order: Order,
  timeout: number,
  lost?: Promise<never>,
): Promise<Reply> {
  const number = site.send(order);
  // A diagnosis runs many cases.
  return expectReply(site, order.kind === 'run' ? timeout : 10 * timeout, lost, number);
}

/** Waits for the answer to an order, or for a page to be ready; what a page that was given up still says is no answer. */
async function expectReply(
  site: Site,
  timeout: number,
  lost?: Promise<never>,
  awaited = 0,
): Promise<Reply> {
  let timer: NodeJS.Timeout | undefined;
  const reply = new Promise<Reply>((resolve, reject) => {
    site.onReply = (said, number) => {
      if (number === awaited) resolve(inSources(said, site));
    };
    timer = setTimeout(() => {
      const message = `no answer in ${timeout / 1000} s; --timeout gives it longer`;
      reject(new Outage('timeout', message));
    }, timeout);
  });
  try {
    return await (lost === undefined ? reply : Promise.race([reply, lost]));
  } finally {
    clearTimeout(timer);
  }
}

/** A reply whose stack leads to the backend's sources, not into the bundle. */
function inSources(reply: Reply, { sourceOf }: Site): Reply {
  if (reply.kind === 'refused') {
    return { ...reply, stack: ownFrames(reply.stack.map((frame) => sourceOf(frame))) };
  }
  if (reply.kind !== 'result' || reply.result.stack === undefined) return reply;
  const stack = reply.result.stack.map((frame) => sourceOf(frame));
  return { ...reply, result: withOwnFrames({ ...reply.result, stack }) };
}
