// Cases on a module's backend in a browser: one that is started here, or one in which a person opens the address.

import { HarnessError } from '../harness-error.ts';
import type { Host } from '../hosts/host.ts';
import { refusalOf, type Reply } from '../hosts/messages.ts';
import { nodeEnvironment } from '../hosts/node-environment.ts';
import { ownFrames, withOwnFrames } from '../hosts/own-frames.ts';
import { type Place, restartingHost } from '../hosts/restarting-host.ts';
import { Outage } from '../outage.ts';
import type { LaunchOptions } from '../playwright-core.ts';
import { chromiumVisitor } from './chromium-visitor.ts';
import { firefoxVisitor } from './firefox-visitor.ts';
import { openSite, type Site } from './site.ts';
import type { Visitor } from './visitor.ts';

export const engineNames = ['chromium', 'firefox'] as const;
export type EngineName = (typeof engineNames)[number];

export interface BrowserOptions extends LaunchOptions {
  /** Chromium unless set. */
  readonly engine?: EngineName;
  /** Milliseconds that a case may take. */
  readonly timeout: number;
  /** Prints the addresses for a person to open, and starts no browser. */
  readonly announce?: (urls: readonly string[]) => void;
  /** Where a person's browser finds the page: an address of this machine, or 0.0.0.0 for all; the loopback unless set. */
  readonly host?: string;
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
  return hostOf(specifier, await visitorOf(options), options);
}

/** As {@link browserHost}, in the browser of a visitor, which the host closes. */
export async function hostOf(
  specifier: string,
  visitor: Visitor,
  { announce, timeout, host: address = '127.0.0.1' }: BrowserOptions,
): Promise<Host> {
  let site: Site | undefined;
  try {
    site = await openSite(specifier, address);
    announce?.(site.urls);
    const open = site;
    const patience = announce === undefined ? Math.max(timeout, longestStart) : longestVisit;
    const host = await restartingHost(() => openPlace(open, visitor, { timeout, patience }));
    const close = async (): Promise<void> => {
      await host.close();
      await visitor.close();
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
    await visitor.close();
    await site?.close();
    throw error;
  }
}

async function visitorOf({ engine, announce, ...options }: BrowserOptions): Promise<Visitor> {
  if (announce !== undefined) return person;
  return engine === 'firefox' ? firefoxVisitor(options) : chromiumVisitor(options);
}

/** Whoever opens the address: the page cannot be closed, but it can be loaded again. */
const person: Visitor = {
  open: async () => ({
    go: async () => undefined,
    lost: new Promise(() => undefined),
    environment: {},
    printed: () => '',
    close: async () => undefined,
  }),
  close: async () => undefined,
};

interface Waiting {
  /** Milliseconds that a case may take. */
  readonly timeout: number;
  /** Milliseconds until there is a backend. */
  readonly patience: number;
}

async function openPlace(
  site: Site,
  visitor: Visitor,
  { timeout, patience }: Waiting,
): Promise<Place> {
  const visit = await visitor.open();
  const { lost } = visit;
  // It may come when nobody waits for an answer; the next order finds it.
  lost.catch(() => undefined);
  try {
    const [ready] = await Promise.all([
      site.line.correspondence.greeting(patience, lost),
      visit.go(site.urls[0] as string),
    ]);
    if (ready.kind !== 'ready') throw refusalOf(inSources(ready, site));
    return {
      backend: ready.backend,
      environment: { ...nodeEnvironment(), ...ready.page, ...visit.environment },
      order: async (order) => inSources(await site.line.ask(order, timeout, lost), site),
      printed: () => visit.printed(),
      close: () => visit.close(),
    };
  } catch (error) {
    await visit.close();
    if (!(error instanceof Outage)) throw error;
    throw new HarnessError(
      `no backend came of the page: ${error.message}\n${visit.printed()}`.trim(),
    );
  }
}

/** A reply whose stack leads to the backend's sources, not into the bundle. */
function inSources<R extends Reply>(reply: R, { sourceOf }: Site): R {
  if (reply.kind === 'refused') {
    return { ...reply, stack: ownFrames(reply.stack.map((frame) => sourceOf(frame))) };
  }
  if (reply.kind !== 'result' || reply.result.stack === undefined) return reply;
  const stack = reply.result.stack.map((frame) => sourceOf(frame));
  return { ...reply, result: withOwnFrames({ ...reply.result, stack }) };
}
