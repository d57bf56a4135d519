// A release from its changesets to its users, in a copy of this checkout and to a registry on this machine: versions, packs,
// publishes by the commands of the release workflow, then installs and runs what a stranger would.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { root } from '../../setup.mjs';
import type { Finished } from '../command.ts';
import { aloneRows, bundledRows } from '../consumers/alone.ts';
import { installInto } from '../consumers/installed.ts';
import { togetherRows } from '../consumers/together.ts';
import { type Manifest, type WorkspacePackage, workspacePackages } from '../packages.ts';
import { startRegistry, type Registry } from '../registry.ts';
import { firstNumberRow } from '../release/first-number.ts';
import { managerRows, readmePrograms } from '../release/readme-programs.ts';
import { copyCheckout, pack, publish, version } from '../release/versioned-copy.ts';
import { sideBySide } from '../side-by-side.ts';
import { failedRow, passedRow, type Row, type Step } from '../step.ts';

/** The last of each major version that @gatefold/webgl works beside. */
const tfjsVersions = ['3.21.0', '4.22.0'];

export const rehearsal: Step = {
  name: 'rehearsal',
  needsBuild: true,
  async *rows() {
    const folder = mkdtempSync(join(tmpdir(), 'gatefold-release-'));
    try {
      const published = (await workspacePackages()).filter(({ manifest }) => !manifest.private);
      const copy = join(folder, 'copy');
      mkdirSync(copy);
      await using registry = await startRegistry(join(folder, 'registry'));
      let released = true;
      for await (const row of releaseRows(published, copy, registry)) {
        yield row;
        released &&= row.failed === 0;
      }
      if (!released) return;
      const manifests = published.map((each) => versioned(each, copy));
      yield* sideBySide(
        togetherRows(manifests, registry, join(folder, 'together')),
        aloneRows(registry, join(folder, 'alone')),
      );
      for (const tfjs of tfjsVersions) {
        const installed = await installInto(
          join(folder, tfjs),
          registry,
          `webgl beside tfjs ${tfjs}`,
          ['@gatefold/webgl', `@tensorflow/tfjs@${tfjs}`],
        );
        // Rollup wants a plugin for what TensorFlow.js depends on, and webpack half a minute.
        yield* bundledRows(installed, { entry: 'tfjs.js', runsIn: 'page' }, ['Vite', 'esbuild']);
      }
      yield* managerRows(readmePrograms(published), registry, join(folder, 'managers'));
      yield await firstNumberRow(registry, join(folder, 'first'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Ends with the first that fails, since all that follows rests on it. */
async function* releaseRows(
  published: readonly WorkspacePackage[],
  copy: string,
  registry: Registry,
): AsyncGenerator<Row> {
  const packed = join(copy, '..', 'packed');
  const stages: readonly (readonly [name: () => string, () => Promise<Finished>])[] = [
    [() => 'copied', () => copyCheckout(published, copy)],
    [() => `versions: ${versionsOf(published, copy)}`, () => version(copy)],
    [() => 'packed', () => pack(copy, packed)],
    [
      () => 'published',
      () => {
        writeFileSync(join(copy, '.npmrc'), registry.npmrc);
        return publish(copy, packed);
      },
    ],
  ];
  for (const [name, attempt] of stages) {
    const { ok, output } = await attempt();
    yield ok ? passedRow(name()) : failedRow(name(), output);
    if (!ok) return;
  }
}

function versionsOf(published: readonly WorkspacePackage[], copy: string): string {
  return [...new Set(published.map((each) => versioned(each, copy).version))].join(', ');
}

/** The manifest in the copy. */
function versioned({ folder }: WorkspacePackage, copy: string): Manifest {
  const path = join(copy, relative(root, folder), 'package.json');
  return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
}
