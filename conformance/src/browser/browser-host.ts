// Cases on a module's backend in a browser: one that is started here, or one in which a person opens the address.

import type { Browser, Page } from 'playwright-core';
import { HarnessError } from '../harness-error.ts';
import type { Host } from '../hosts/host.ts';
import type { Order, Reply } from '../hosts/messages.ts';
import { nodeEnvironment } from '../hosts/node-environment.ts';
import { type Place, restartingHost } from '../hosts/restarting-host.ts';
import { Outage } from '../outage.ts';
import { messageOf } from '../values.ts';
import { findChromium } from './find-chromium.ts';
import { openSite, type Site } from './site.ts';
import { loadPlaywright } from './tools.ts';

export interface BrowserOptions {
  /** Milliseconds that a case may take. */
  readonly timeout: number;
  /** Whether the browser has a window; it then draws with the machine's own GPU. */
  readonly headed: boolean;
  /** Whether a browser without a window draws with the machine's own GPU rather than with SwiftShader. */
  readonly gpu: boolean;
  /** Prints the address for a person to open, and starts no browser. */
  readonly announce?: (url: string) => void;
}

/** Fetching a bundle, compiling shaders, warming up. */
const longestStart = 120_000;

/** A person has to come by. */
const longestVisit = 600_000;

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
 * Bundles the module with the suite, and runs both in a browser.
 *
 * @throws {HarnessError} when there is no browser, or the module gives no backend
 */
export async function browserHost(specifier: string, options: BrowserOptions): Promise<Host> {
  const visited = options.announce !== undefined;
  const browser = visited ? undefined : await launch(options);
  let site: Site | undefined;
  try {
    site = await openSite(specifier, visited ? '0.0.0.0' : undefined);
    options.announce?.(site.url);
    const open = site;
    const host = await restartingHost(() =>
      browser === undefined ? awaitVisit(open, options) : openPage(open, browser, options),
    );
    const close = async (): Promise<void> => {
      await host.close();
      await browser?.close();
      await open.close();
    };
    return { ...host, close };
  } catch (error) {
    await browser?.close();
    await site?.close();
    throw error;
  }
}

async function launch({ headed, gpu }: BrowserOptions): Promise<Browser> {
  const { chromium } = await loadPlaywright();
  const executablePath = findChromium(chromium.executablePath());
  const args = headed || gpu ? commonFlags : [...commonFlags, ...softwareFlags];
  try {
    return await chromium.launch({ executablePath, headless: !headed, args });
  } catch (error) {
    throw new HarnessError(`--browser: ${executablePath} did not start: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

async function openPage(site: Site, browser: Browser, { timeout }: BrowserOptions): Promise<Place> {
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
    await page.goto(site.url);
    return {
      backend: backendOfReply(await ready),
      environment: { ...nodeEnvironment(), browser: `Chromium ${browser.version()}` },
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
  throw new HarnessError(reply.kind === 'refused' ? reply.message : `unexpected: ${reply.kind}`);
}

function ask(site: Site, order: Order, timeout: number, lost?: Promise<never>): Promise<Reply> {
  // A diagnosis runs many cases.
  const answer = expectReply(site, order.kind === 'run' ? timeout : 10 * timeout, lost);
  site.send(order);
  return answer;
}

async function expectReply(site: Site, timeout: number, lost?: Promise<never>): Promise<Reply> {
  let timer: NodeJS.Timeout | undefined;
  const reply = new Promise<Reply>((resolve, reject) => {
    site.onReply = resolve;
    timer = setTimeout(
      () =>
        reject(
          new Outage('timeout', `no answer in ${timeout / 1000} s; --timeout gives it longer`),
        ),
      timeout,
    );
  });
  try {
    return await (lost === undefined ? reply : Promise.race([reply, lost]));
  } finally {
    clearTimeout(timer);
  }
}
