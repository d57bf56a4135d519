// GPU and browser code is tested in a real Chromium, on two drivers, and in Firefox: those that are there, or that are
// installed here.

import { join } from 'node:path';
import { findChromium } from '../../../../conformance/src/browser/find-browser.ts';
import { firefoxVisitor } from '../../../../conformance/src/browser/firefox-visitor.ts';
import { launchChromium, rendererOf } from '../../../../conformance/src/playwright-core.ts';
import { root } from '../../setup.mjs';
import { type Finished, run } from '../command.ts';
import { failedRow, passedRow, type Row, type Step } from '../step.ts';

const mesaPackages = ['libegl-mesa0', 'libgl1-mesa-dri', 'libegl1', 'libgles2'];

const firefoxPackages = ['firefox-esr', 'xvfb'];

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
    if (ok) yield await mesaRow();
    yield await firefoxRow();
  },
};

/** The second driver: software that treats NaN as GPUs do. */
async function mesaRow(): Promise<Row> {
  const rendering = async (): Promise<string> => {
    const started = await launchChromium({ driver: 'mesa' });
    try {
      return await rendererOf(started);
    } finally {
      await started.close();
    }
  };
  let renderer: string;
  try {
    renderer = await rendering();
  } catch (missing) {
    const { output } = await installFromSystem(mesaPackages);
    try {
      renderer = await rendering();
    } catch {
      return failedRow('browser: mesa', `${messageOf(missing)}\n${output}`);
    }
  }
  return passedRow(`browser: mesa, ${/llvmpipe|softpipe/.exec(renderer)?.[0]}`);
}

/** A second engine, which is no condition: its tests say that they were skipped where it is not to be had. */
async function firefoxRow(): Promise<Row> {
  const start = async (): Promise<string> => {
    const firefox = await firefoxVisitor();
    const visit = await firefox.open();
    await visit.close();
    await firefox.close();
    return visit.environment['browser'] ?? '';
  };
  try {
    return passedRow(`browser: ${await start()}`);
  } catch {
    const { output } = await installFromSystem(firefoxPackages);
    try {
      return passedRow(`browser: ${await start()}`);
    } catch (missing) {
      const why = `${messageOf(missing)}\n${output}`;
      console.log(`browser: Firefox is not tried here: ${why}`);
      return {
        name: 'browser: Firefox, not to be had',
        passed: 0,
        failed: 0,
        skipped: 1,
        output: why,
      };
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** From the system's packages where this user may install them, with all that it needs; otherwise playwright's own. */
async function install(): Promise<Finished> {
  const installed = await installFromSystem(['chromium']);
  return installed.ok ? installed : run(playwright, ['install', 'chromium'], { cwd: root });
}

async function installFromSystem(packages: readonly string[]): Promise<Finished> {
  if (process.getuid?.() !== 0) {
    const output = `only root may apt-get install ${packages.join(' ')}`;
    return { ok: false, output, stdout: '' };
  }
  const update = await run('apt-get', ['update'], { cwd: root });
  if (!update.ok) return update;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = ['install', '--yes', '--no-install-recommends', ...packages];
  return run('apt-get', options, { cwd: root, env });
}
