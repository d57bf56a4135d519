// GPU and browser code is tested in a real Chromium: one that is there, or one that is installed here.

import { join } from 'node:path';
import { findChromium } from '../../../../conformance/src/browser/find-chromium.ts';
import { root } from '../../setup.mjs';
import { type Finished, run } from '../command.ts';
import { failedRow, passedRow, type Step } from '../step.ts';

const playwright = join(root, 'conformance', 'node_modules', '.bin', 'playwright-core');

export const browser: Step = {
  name: 'browser',
  needsBuild: false,
  async *rows() {
    const { chromium } = await import('playwright-core');
    const find = (): string => findChromium(chromium.executablePath());
    let path: string;
    try {
      path = find();
    } catch (missing) {
      const installation = await install();
      try {
        path = find();
      } catch {
        yield failedRow('browser', `${messageOf(missing)}\n${installation.output}`);
        return;
      }
    }
    const { ok, output, stdout } = await run(path, ['--version', '--no-sandbox'], { cwd: root });
    const version = /\S+ [\d.]+/.exec(stdout)?.[0];
    yield ok ? passedRow(`browser: ${version}`) : failedRow('browser', output);
  },
};

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** From the system's packages where this user may install them, with all that it needs; otherwise playwright's own. */
async function install(): Promise<Finished> {
  if (process.getuid?.() === 0) {
    const update = await run('apt-get', ['update'], { cwd: root });
    const packages = ['install', '--yes', '--no-install-recommends', 'chromium'];
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const installed = update.ok ? await run('apt-get', packages, { cwd: root, env }) : update;
    if (installed.ok) return installed;
  }
  return run(playwright, ['install', 'chromium'], { cwd: root });
}
