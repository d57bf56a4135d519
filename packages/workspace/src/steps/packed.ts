// Packs every published package and checks the tarball itself; steps/consumer.ts then installs the tarballs.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../setup.mjs';
import { run } from '../command.ts';
import { type WorkspacePackage, workspacePackages } from '../packages.ts';
import { failedRow, passedRow, type Row, type Step } from '../step.ts';
import { consumerRows } from './consumer.ts';

export interface Tarball extends WorkspacePackage {
  readonly path: string;
}

const allowedFiles =
  /^(dist|src|schema|template)\/|^golden\/(data\/.+\.json|README\.md)$|^(package\.json|README\.md|LICENSE)$/;
const requiredFiles = ['README.md', 'LICENSE', 'package.json'];

export const packed: Step = {
  name: 'packed',
  needsBuild: true,
  async *rows() {
    const folder = mkdtempSync(join(tmpdir(), 'gatefold-packed-'));
    try {
      const packages = await workspacePackages();
      const tarballs: Tarball[] = [];
      for (const each of packages.filter(({ manifest }) => !manifest.private)) {
        const path = join(folder, `${each.manifest.name.split('/').at(-1)}.tgz`);
        yield await packRow(each, path);
        tarballs.push({ ...each, path });
      }
      yield* consumerRows(tarballs, join(folder, 'consumer'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function packRow({ folder, manifest }: WorkspacePackage, path: string): Promise<Row> {
  const name = `packed ${manifest.name}`;
  const packing = await run('pnpm', ['pack', '--json', '--out', path], { cwd: folder });
  if (!packing.ok) return failedRow(name, packing.output);
  const complaints = fileComplaints(packing.stdout);
  for (const [linter, ...options] of [
    ['publint', 'run', path, '--strict'],
    ['attw', path, '--profile', 'esm-only', '--no-color'],
  ] as const) {
    const binary = join(root, 'packages', 'workspace', 'node_modules', '.bin', linter);
    const linting = await run(binary, options, { cwd: root });
    if (!linting.ok) complaints.push(linting.output);
  }
  return complaints.length === 0 ? passedRow(name) : failedRow(name, complaints.join('\n'));
}

function fileComplaints(packJson: string): string[] {
  const { files } = JSON.parse(packJson) as { files: readonly { path: string }[] };
  const paths = files.map(({ path }) => path);
  return [
    ...paths.filter((path) => !allowedFiles.test(path)).map((path) => `${path} must not be packed`),
    ...requiredFiles.filter((path) => !paths.includes(path)).map((path) => `${path} is missing`),
  ];
}
