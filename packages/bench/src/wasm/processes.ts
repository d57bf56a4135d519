// A process for each workload: what one contender leaves behind, from compiled code to threads, meets no other workload.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { scratchFolder } from '../scratch-folder.ts';
import { versionOf } from '../version-of.ts';
import type { Answer, Letter } from './child.ts';

/** A Node, and the program that it runs. */
export interface Host extends AsyncDisposable {
  ask(letter: Letter): Promise<Answer>;
}

/** This Node, which reads TypeScript. */
export function ownHost(): Host {
  const program = join(import.meta.dirname, 'child.ts');
  return { ask: (letter) => ask(process.execPath, program, letter), ...doneWith() };
}

/** The Node that GATEFOLD_MACHINE_NODE names, which may be too old to read TypeScript: the program is built for it. */
export async function machineHost(): Promise<Host> {
  const node = process.env['GATEFOLD_MACHINE_NODE'] ?? process.execPath;
  const folder = await scratchFolder('machine-node');
  await buildChild(folder);
  const program = join(folder, 'child.js');
  return {
    ask: (letter) => ask(node, program, letter),
    ...doneWith(() => rm(folder, { recursive: true, force: true })),
  };
}

function doneWith(end: () => Promise<unknown> = async () => undefined): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      await end();
    },
  };
}

/** Answers by one process, which has ended by then. */
async function ask(node: string, program: string, letter: Letter): Promise<Answer> {
  const child = fork(program, { execPath: node, execArgv: [], serialization: 'advanced' });
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  let answer: Answer | undefined;
  child.once('message', (given) => (answer = given as Answer));
  child.send(letter);
  const [code, signal] = await ended;
  if (answer !== undefined) return answer;
  return { kind: 'failed', message: `the process ended with ${signal ?? `code ${code}`}` };
}

export interface Neighbour extends Disposable {
  readonly pid: number;
}

/** A process that wants a core for as long as it lives; without the one that made it, it ends by itself. */
export function busyNeighbour(): Neighbour {
  const child = fork(join(import.meta.dirname, 'spin.ts'));
  return { pid: child.pid as number, [Symbol.dispose]: () => void child.kill() };
}

async function buildChild(outDir: string): Promise<void> {
  const root = join(import.meta.dirname, '..', '..');
  const packages = ['@gatefold/cpu', '@gatefold/wasm', 'onnxruntime-node', 'onnxruntime-web'];
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    define: {
      installedVersions: Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
    },
    resolve: {
      alias: [{ find: /^.*\/version-of\.ts$/, replacement: join(root, 'page', 'version-of.ts') }],
    },
    build: {
      ssr: join(import.meta.dirname, 'child.ts'),
      outDir,
      emptyOutDir: true,
      target: 'node20',
    },
  });
}
