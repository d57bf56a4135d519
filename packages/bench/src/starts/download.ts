// What a page has to download for a library, bundled by Vite.

import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { scratchFolder } from '../scratch-folder.ts';
import { libraries } from './libraries.ts';
import type { Download } from './start-row.ts';

export async function downloadOf(name: string): Promise<Download | null> {
  const page = libraries[name]?.page ?? null;
  if (page === null) return null;
  const folder = await scratchFolder('download');
  try {
    const entry = join(folder, 'program.js');
    await writeFile(entry, page.program);
    const built = await build({
      configFile: false,
      logLevel: 'error',
      root: folder,
      build: {
        write: false,
        target: 'esnext',
        // The binaries are counted by themselves.
        assetsInlineLimit: 0,
        modulePreload: false,
        rolldownOptions: { input: entry, preserveEntrySignatures: 'strict' },
      },
    });
    const scripts = [built]
      .flat()
      .flatMap((each) =>
        'output' in each ? each.output.flatMap((part) => ('code' in part ? part.code : [])) : [],
      );
    const binaries = page.binaries.map((file) =>
      readFileSync(fileURLToPath(import.meta.resolve(file))),
    );
    const parts = [...scripts.map((code) => Buffer.from(code)), ...binaries];
    const sum = (sizes: readonly number[]): number => sizes.reduce((all, size) => all + size, 0);
    return {
      bytes: sum(parts.map(({ length }) => length)),
      gzippedBytes: sum(parts.map((part) => gzipSync(part, { level: 9 }).length)),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
