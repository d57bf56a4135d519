// The page on which cases run: the module and the suite in one bundle, served from this machine, with a line to the host.

import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { HarnessError } from '../harness-error.ts';
import { fromHere } from '../hosts/own-frames.ts';
import { messageOf } from '../message-of.ts';
import { onSignal } from '../on-signal.ts';
import type { StackFrame } from '../stack.ts';
import { goldensApart } from './goldens-apart.ts';
import { Line } from './line.ts';
import { sourceOf } from './source-of.ts';
import { loadVite } from './tools.ts';

export interface Site {
  /** Where a page finds it, with the secret of the run: on this machine first. */
  readonly urls: readonly string[];
  readonly line: Line;
  /** The place in a source that a place in the bundle came from. */
  readonly sourceOf: (frame: StackFrame) => StackFrame;
  close(): Promise<void>;
}

/**
 * Bundles a module with the suite and serves it.
 *
 * @param host  the address to listen on
 * @throws {HarnessError} when the module cannot be bundled, or the address is none of this machine's
 */
export async function openSite(specifier: string, host: string): Promise<Site> {
  const vite = await loadVite();
  const folder = await mkdtemp(join(tmpdir(), 'gatefold-browser-'));
  const line = new Line();
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const ignoreSignals = onSignal(remove);
  try {
    await writeFile(join(folder, 'index.html'), page);
    await writeFile(join(folder, 'entry.js'), entry(specifier));
    await vite.build({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      base: './',
      build: {
        target: 'esnext',
        minify: false,
        assetsInlineLimit: 0,
        modulePreload: false,
        sourcemap: true,
        reportCompressedSize: false,
      },
      plugins: [goldensApart()],
      worker: { format: 'es' },
    });
    const server = await vite.preview({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      plugins: [line.plugin],
      preview: {
        host,
        port: 0,
        // Another origin has no business here.
        cors: false,
        allowedHosts: [host],
        // What threads in WebAssembly need.
        headers: {
          'Cross-Origin-Opener-Policy': 'same-origin',
          'Cross-Origin-Embedder-Policy': 'require-corp',
        },
      },
    });
    const { local = [], network = [] } = server.resolvedUrls ?? {};
    return {
      // No server and no log of one sees what stands behind a #, and the page takes it away.
      urls: [...local, ...network].map((url) => `${url}#${line.correspondence.secret}`),
      line,
      sourceOf: (frame) => sourceOf(frame, join(folder, 'dist')),
      close: async () => {
        line.end();
        await server.close();
        ignoreSignals();
        remove();
      },
    };
  } catch (error) {
    ignoreSignals();
    remove();
    const isElsewhere = ['EADDRNOTAVAIL', 'ENOTFOUND', 'EACCES'].includes(
      (error as { code?: string }).code ?? '',
    );
    throw new HarnessError(
      isElsewhere
        ? `--host: must be an address of this machine, got ${host}; 0.0.0.0 stands for all of them`
        : `${specifier} could not be bundled: ${complaintOf(error)}`,
      { cause: error },
    );
  }
}

/** What the bundler says of each file, as `file:line:column: what`, without the colours and the drawing around it. */
function complaintOf(error: unknown): string {
  const { errors = [] } = error as { errors?: readonly BundlerError[] };
  const told = errors.map(({ loc, message }) => {
    const [first = ''] = stripVTControlCharacters(message).split('\n');
    const what = first.replace(/^\[\w+\] /, '');
    return loc === undefined
      ? what
      : `${fromHere(loc.file)}:${loc.line}:${loc.column + 1}: ${what}`;
  });
  return told.length === 0 ? messageOf(error) : told.join('\n');
}

/** As Rolldown has them. */
interface BundlerError {
  readonly message: string;
  readonly loc?: { readonly file: string; readonly line: number; readonly column: number };
}

const page = `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <title>Gatefold conformance</title>
  <link rel="icon" href="data:," />
  <h1>Gatefold conformance</h1>
  <p id="status" role="status">Starting …</p>
  <script type="module" src="./entry.js"></script>
</html>
`;

function entry(specifier: string): string {
  const serving = new URL(`./serve${extname(import.meta.url)}`, import.meta.url);
  return [
    `import { serve } from ${JSON.stringify(fileURLToPath(serving))};`,
    `serve(${JSON.stringify(specifier)}, () => import(${JSON.stringify(pathOf(specifier))}));`,
  ].join('\n');
}

/** A file, or the package as seen from the working directory: the entry lies elsewhere. */
function pathOf(specifier: string): string {
  const path = resolve(specifier);
  if (existsSync(path)) return path;
  try {
    return createRequire(resolve('package.json')).resolve(specifier);
  } catch (error) {
    throw new HarnessError(
      `${specifier} is neither a file nor a package that can be found from here; give the path of a module, or install it`,
      { cause: error },
    );
  }
}
