import { mkdtempSync } from 'node:fs'; import { join } from 'node:path'; import { writeFileSync } from 'node:fs';
import { run } from '/work/wt/wasm/packages/workspace/src/command.ts';
import { aloneRows } from '/work/wt/wasm/packages/workspace/src/consumers/alone.ts';
import { workspacePackages } from '/work/wt/wasm/packages/workspace/src/packages.ts';
import { startRegistry } from '/work/wt/wasm/packages/workspace/src/registry.ts';
import { useIn } from '/work/wt/wasm/packages/workspace/src/consumers/machine.ts';
const folder = mkdtempSync('/tmp/w/packed-');
const packages = (await workspacePackages()).filter(({ manifest }) => !manifest.private);
const tarballs: string[] = [];
for (const each of packages) { const path = join(folder, `${each.manifest.name.split('/').at(-1)}.tgz`); const p = await run('pnpm', ['pack', '--json', '--out', path], { cwd: each.folder }); if (!p.ok) console.log(p.output); tarballs.push(path); }
await using registry = await startRegistry(join(folder, 'registry'));
writeFileSync(join(folder, '.npmrc'), registry.npmrc);
for (const t of tarballs) { const r = await useIn(folder)('npm', 'publish', t); if (!r.ok) console.log(r.output.slice(0,500)); }
for await (const r of aloneRows(registry, join(folder, "alone"))) console.log(r.name, r.passed, r.failed, r.skipped ?? 0, r.output.slice(0, 600));
