// Packs every published package and checks the tarball itself, then publishes the tarballs to a registry on this machine,
// from where the consumers install them.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../setup.mjs';
import { run } from '../command.ts';
import { aloneRows } from '../consumers/alone.ts';
import { useIn } from '../consumers/machine.ts';
import { togetherRows } from '../consumers/together.ts';
import { deadLinks } from '../links.ts';
import { type WorkspacePackage, workspacePackages } from '../packages.ts';
import { startRegistry } from '../registry.ts';
import { sideBySide } from '../side-by-side.ts';
import { failedRow, passedRow, type Row, type Step } from '../step.ts';

const allowedFiles =
  /^(dist|src|examples|schema|template)\/|^golden\/(data\/.+\.json|README\.md)$|^(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/;
const requiredFiles = ['README.md', 'LICENSE', 'package.json'];

export const packed: Step = {
  name: 'packed',
  needsBuild: true,
  async *rows() {
    const folder = mkdtempSync(join(tmpdir(), 'gatefold-packed-'));
    try {
      const packages = (await workspacePackages()).filter(({ manifest }) => !manifest.private);
      const tarballs: string[] = [];
      for (const each of packages) {
        const path = join(folder, `${each.manifest.name.split('/').at(-1)}.tgz`);
        yield await packRow(each, path);
        tarballs.push(path);
      }
      await using registry = await startRegistry(join(folder, 'registry'));
      writeFileSync(join(folder, '.npmrc'), registry.npmrc);
      yield await publishRow(tarballs, folder);
      const manifests = packages.map(({ manifest }) => manifest);
      yield* sideBySide(
        togetherRows(manifests, registry, join(folder, 'together')),
        aloneRows(registry, join(folder, 'alone')),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function packRow({ folder, manifest }: WorkspacePackage, path: string): Promise<Row> {
  const name = `packed ${manifest.name}`;
  const packing = await run('pnpm', ['pack', '--json', '--out', path], { cwd: folder });
  if (!packing.ok) return failedRow(name, packing.output);
  const { files } = JSON.parse(packing.stdout) as { files: readonly { path: string }[] };
  const paths = files.map(({ path: packedPath }) => packedPath);
  const complaints = [...fileComplaints(paths), ...linkComplaints(folder, paths)];
  for (const [linter, ...options] of [
    ['publint', 'run', path, '--strict'],
    // There is no CommonJS build: Node's require takes the modules as they are.
    ['attw', path, '--profile', 'strict', '--ignore-rules', 'cjs-resolves-to-esm', '--no-color'],
  ] as const) {
    const binary = join(root, 'packages', 'workspace', 'node_modules', '.bin', linter);
    const linting = await run(binary, options, { cwd: root });
    if (!linting.ok) complaints.push(linting.output);
  }
  return complaints.length === 0 ? passedRow(name) : failedRow(name, complaints.join('\n'));
}

async function publishRow(tarballs: readonly string[], folder: string): Promise<Row> {
  const name = 'packed: npm publish, on this machine';
  const use = useIn(folder);
  const published = await Promise.all(tarballs.map((path) => use('npm', 'publish', path)));
  const failures = published.filter(({ ok }) => !ok);
  return failures.length === 0
    ? passedRow(name)
    : failedRow(name, failures.map(({ output }) => output).join('\n'));
}

function fileComplaints(paths: readonly string[]): string[] {
  return [
    ...paths.filter((path) => !allowedFiles.test(path)).map((path) => `${path} must not be packed`),
    ...requiredFiles.filter((path) => !paths.includes(path)).map((path) => `${path} is missing`),
  ];
}

/** A page in the tarball must not lead out of it. */
function linkComplaints(folder: string, paths: readonly string[]): string[] {
  return paths
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) =>
      deadLinks(path, readFileSync(join(folder, path), 'utf8'), paths).map(
        (link) => `${path} links to ${link}, which is not packed`,
      ),
    );
}
