// The Firefox of this machine, which needs no program that drives it: started with a profile of its own and the address,
// it opens the page, and the page does the rest. Each visit is a process of its own.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Printed } from '../bounded-text.ts';
import { HarnessError } from '../harness-error.ts';
import { onSignal } from '../on-signal.ts';
import { Outage } from '../outage.ts';
import { leading, ProcessGroup } from '../process-group.ts';
import { openDisplay } from './display.ts';
import { findFirefox } from './find-browser.ts';
import type { Visit, Visitor } from './visitor.ts';

export interface FirefoxOptions {
  /** Whether it has a window on this machine's display, and draws with what that has; in software elsewhere. */
  readonly headed?: boolean;
}

/** Milliseconds for an end in good order. */
const patience = 5000;

const preferences: Readonly<Record<string, boolean | number | string>> = {
  // A software renderer is what there is without a display, and the suite is slow and never hangs without being told.
  'webgl.force-enabled': true,
  'webgl.disable-fail-if-major-performance-caveat': true,
  'dom.max_script_run_time': 0,
  // What a page logs is a result of the case that was running.
  'devtools.console.stdout.content': true,
  'browser.dom.window.dump.enabled': true,
  // Nothing opens beside the page, and nothing is fetched from elsewhere.
  'browser.shell.checkDefaultBrowser': false,
  'browser.aboutwelcome.enabled': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.sessionstore.resume_from_crash': false,
  'toolkit.startup.max_resumed_crashes': -1,
  'datareporting.policy.dataSubmissionEnabled': false,
  'app.update.disabledForTesting': true,
  'app.normandy.enabled': false,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
};

/**
 * Finds Firefox, and a display for it: one in memory unless it is to have a window.
 *
 * @throws {HarnessError} when there is no Firefox, or no display
 */
export async function firefoxVisitor({ headed = false }: FirefoxOptions = {}): Promise<Visitor> {
  const program = findFirefox();
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  const version = /Firefox [\w.]+/.exec(stdout)?.[0];
  if (version === undefined)
    throw new HarnessError(`${program} did not start: it tells no version`);
  const display = await openDisplay(headed);
  const environment = {
    ...process.env,
    ...display.environment,
    MOZ_CRASHREPORTER_DISABLE: '1',
    ...(headed ? {} : { LIBGL_ALWAYS_SOFTWARE: '1' }),
  };
  return {
    open: async () => visit(program, version, environment),
    close: () => display.close(),
  };
}

function visit(program: string, version: string, env: NodeJS.ProcessEnv): Visit {
  const profile = mkdtempSync(join(tmpdir(), 'gatefold-firefox-'));
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));
  let child: ChildProcess | undefined;
  const printed = new Printed();
  let group: ProcessGroup | undefined;
  let lose: (reason: Outage) => void = () => undefined;
  const lost = new Promise<never>((_, reject) => (lose = reject));
  // Its own processes write there until they have ended.
  const remove = (): void => rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  const ignoreSignals = onSignal(async () => {
    await group?.end();
    remove();
  });
  return {
    go: async (url) => {
      child = spawn(program, ['--no-remote', '--profile', profile, url], {
        ...leading,
        env,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      child.stdout?.setEncoding('utf8').on('data', (text: string) => printed.add(text));
      group = new ProcessGroup(child);
      void group.ended.then((how) => lose(new Outage('crashed', `Firefox ${how}`)));
    },
    lost,
    environment: { browser: version },
    printed: () => printed.take(),
    close: async () => {
      ignoreSignals();
      child?.kill('SIGTERM');
      await group?.end(patience);
      remove();
    },
  };
}
