// The page on which cases run: the module and the suite in one bundle, served from this machine, with a line to the
// host. Orders go to the page as server-sent events, replies come back as POSTs.

import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import type { Plugin } from 'vite';
import { HarnessError } from '../harness-error.ts';
import { fromHere } from '../hosts/own-frames.ts';
import type { Order, Reply } from '../hosts/messages.ts';
import { fromJSON, toJSON } from '../json.ts';
import { withNumbers } from '../report/parse-report.ts';
import { messageOf } from '../message-of.ts';
import type { StackFrame } from '../stack.ts';
import { sourceOf } from './source-of.ts';
import { loadVite } from './tools.ts';

export interface Site {
  /** Where a page finds it: on this machine first. */
  readonly urls: readonly string[];
  /** The place in a source that a place in the bundle came from. */
  readonly sourceOf: (frame: StackFrame) => StackFrame;
  /** Called with what a page says, and the number of the order that it answers: 0 for none. */
  onReply: (reply: Reply, number: number) => void;
  /** @returns the number of the order */
  send(order: Order): number;
  close(): Promise<void>;
}

/**
 * Bundles a module with the suite and serves it.
 *
 * @param host  the address to listen on: 127.0.0.1, or 0.0.0.0 for other machines of the network
 * @throws {HarnessError} when the module cannot be bundled
 */
export async function openSite(specifier: string, host = '127.0.0.1'): Promise<Site> {
  const vite = await loadVite();
  const folder = await mkdtemp(join(tmpdir(), 'gatefold-browser-'));
  const line = new Line();
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
      },
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
        // What threads in WebAssembly need.
        headers: {
          'Cross-Origin-Opener-Policy': 'same-origin',
          'Cross-Origin-Embedder-Policy': 'require-corp',
        },
      },
    });
    const { local = [], network = [] } = server.resolvedUrls ?? {};
    return Object.assign(line, {
      urls: [...local, ...network],
      sourceOf: (frame: StackFrame) => sourceOf(frame, join(folder, 'dist')),
      close: async () => {
        line.end();
        await server.close();
        await rm(folder, { recursive: true, force: true });
      },
    });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw new HarnessError(`${specifier} could not be bundled: ${complaintOf(error)}`, {
      cause: error,
    });
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

/** The line between host and page. */
class Line {
  onReply: Site['onReply'] = () => undefined;
  #listener: ServerResponse | undefined;
  #orders = 0;

  readonly plugin: Plugin = {
    name: 'gatefold-line',
    configurePreviewServer: ({ middlewares }) => {
      middlewares.use((request, response, next) => {
        if (request.url === '/gatefold/orders') this.#listen(response);
        else if (request.url === '/gatefold/replies') void this.#take(request, response);
        else next();
      });
    },
  };

  send(order: Order): number {
    const number = ++this.#orders;
    // A page that has gone says nothing, which is found out in time.
    this.#listener?.write(`data: ${toJSON({ number, order })}\n\n`);
    return number;
  }

  end(): void {
    this.#listener?.end();
  }

  #listen(response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.write(': open\n\n');
    // The newest page is the one that is spoken to.
    this.#listener?.end();
    this.#listener = response;
    response.on('close', () => {
      if (this.#listener === response) this.#listener = undefined;
    });
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    await once(request, 'end');
    response.writeHead(204).end();
    const { reply, number } = fromJSON(text) as { reply: Reply; number: number };
    const whole = reply.kind === 'result' ? { ...reply, result: withNumbers(reply.result) } : reply;
    this.onReply(whole, number);
  }
}
