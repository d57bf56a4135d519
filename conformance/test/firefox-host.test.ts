// Modules in the Firefox of this machine, where there is one: the same cases, the same report, and nothing is left behind.

import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test, type TestContext, vi } from 'vitest';
import { browserHost } from '../src/browser/browser-host.ts';
import { findFirefox } from '../src/browser/find-browser.ts';
import { firefoxVisitor } from '../src/browser/firefox-visitor.ts';
import { HarnessError } from '../src/harness-error.ts';
import type { Host } from '../src/hosts/host.ts';
import { failuresOf } from '../src/report/report.ts';
import { replayCommand } from '../src/report/terminal.ts';
import { runOn } from '../src/run-on.ts';
import { ofTheDay } from '../../packages/workspace/src/of-the-day.ts';

const fixtures = join(import.meta.dirname, 'fixtures');

/** Why there can be none here; nothing if there can. */
let lacking: string | undefined;
beforeAll(async () => {
  try {
    await (await firefoxVisitor()).close();
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    lacking = error.message;
  }
});

/** Skips, and says why, where there is no Firefox or no display for it. */
function needFirefox({ skip }: TestContext): void {
  if (lacking !== undefined) skip(lacking);
}

async function open(module: string, timeout = 60_000): Promise<Host> {
  const host = await browserHost(join(fixtures, module), { engine: 'firefox', timeout });
  onTestFinished(() => host.close());
  return host;
}

const profiles = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('gatefold-firefox-'));

describe('a module in Firefox', { timeout: 180_000 }, () => {
  test('is granted levels; the report says where it ran; no profile is left', async (context) => {
    needFirefox(context);
    const before = profiles();
    const host = await open('plain-backend.ts');
    const profile = profiles().find((name) => !before.includes(name)) ?? '';
    expect(existsSync(join(tmpdir(), profile, 'user.js'))).toBe(true);
    const levels = ofTheDay(['core', 'masking', 'stateful'] as const, 3);
    const report = await runOn(host, { levels, runs: 3 });
    expect(failuresOf(report.results)).toEqual([]);
    expect(report.granted).toEqual(Object.fromEntries(levels.map((level) => [level, true])));
    expect(report.environment['browser']).toMatch(/^Firefox \d+\.\d+/);
    expect(report.environment['renderer']).toContain('llvmpipe');
    const [first] = report.results;
    expect(replayCommand(first as NonNullable<typeof first>, report)).toContain(
      '--browser firefox',
    );
    await host.close();
    expect(existsSync(join(tmpdir(), profile))).toBe(false);
  });

  test('that hangs is a timeout, with what it printed, and the next case finds a new Firefox', async (context) => {
    needFirefox(context);
    const host = await open(join('broken', 'page-hangs.mjs'), 4000);
    const { results } = await runOn(host, { only: ['supports/cells/*'] });
    const byId = Object.fromEntries(results.map((result) => [result.id, result]));
    expect(byId['supports/cells/gru']).toMatchObject({
      status: 'timeout',
      printed: expect.stringContaining('running a gru'),
    });
    expect(byId['supports/cells/simpleRNN']?.status).toBe('pass');
    expect(byId['supports/cells/lstm']?.status).toBe('pass');
  });

  test('that throws is told in its own files and lines', async (context) => {
    needFirefox(context);
    const host = await open(join('broken', 'kernel.mjs'));
    const { results } = await runOn(host, { only: ['article/lstm/both'] });
    expect(results[0]).toMatchObject({
      status: 'errored',
      stack: [
        { function: 'project', line: 6 },
        { function: 'run', line: 26 },
      ],
    });
  });
});

describe('a machine that lacks what Firefox needs is told what to install', () => {
  test('no Firefox', () => {
    expect(() => findFirefox({ PATH: '/nowhere' })).toThrow(
      '--browser firefox: found no Firefox on this machine; install one',
    );
    expect(() => findFirefox({ GATEFOLD_FIREFOX: '/nowhere/fox' })).toThrow(
      "GATEFOLD_FIREFOX: must be the path of a browser, got '/nowhere/fox'",
    );
  });

  test.runIf(process.platform === 'linux')('no display', async () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    // Any program that tells a version will do; it is never asked for a page.
    vi.stubEnv('GATEFOLD_FIREFOX', join(fixtures, 'tells-version.sh'));
    vi.stubEnv('PATH', '/usr/nowhere');
    await expect(firefoxVisitor()).rejects.toThrow(
      /^--browser firefox: needs a display: Xvfb could not be started \(.*\); install Xvfb/,
    );
    vi.stubEnv('DISPLAY', undefined);
    vi.stubEnv('WAYLAND_DISPLAY', undefined);
    await expect(firefoxVisitor({ headed: true })).rejects.toThrow('--headed: needs a display');
  });
});
