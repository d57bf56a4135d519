// Cases on a module's backend, in a process of its own.

import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Printed } from '../bounded-text.ts';
import { HarnessError } from '../harness-error.ts';
import { Outage } from '../outage.ts';
import { leading, ProcessGroup } from '../process-group.ts';
import { Correspondence, type Letter } from './correspondence.ts';
import type { Host } from './host.ts';
import { refusalOf } from './messages.ts';
import { nodeEnvironment } from './node-environment.ts';
import { type Place, restartingHost } from './restarting-host.ts';

const program = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);

/** Making a backend may take longer than running it: engines compile and warm up. */
const longestStart = 120_000;

/**
 * Starts a process that imports the module.
 *
 * @param timeout  milliseconds that a case may take
 * @throws {HarnessError} when the module gives no backend
 */
export function workerHost(specifier: string, timeout: number): Promise<Host> {
  return restartingHost(() => startWorker(specifier, timeout), true);
}

async function startWorker(specifier: string, timeout: number): Promise<Place> {
  const child = fork(fileURLToPath(program), [specifier], {
    ...leading,
    // Orders hold typed arrays, and zeros of either sign.
    serialization: 'advanced',
    // What load-backend.ts imports modules with is experimental, and no affair of the backend's.
    execArgv: [...process.execArgv, '--disable-warning=ExperimentalWarning'],
    // What a backend prints belongs into its results, not among the report.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const printed = new Printed();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => printed.add(text));
  }
  const group = new ProcessGroup(child);
  const correspondence = new Correspondence();
  child.on('message', (letter) => correspondence.take((letter ?? {}) as Letter));
  // An order to a process that has just ended; its end is told below.
  child.on('error', () => undefined);
  const lost = group.ended.then((how): never => {
    throw new Outage('crashed', `the backend's process ${how}`);
  });
  // It may come when nobody waits for an answer; the next order finds it.
  lost.catch(() => undefined);
  let reply: Awaited<ReturnType<Correspondence['greeting']>>;
  try {
    // Before there is a backend to hear it.
    child.send(correspondence.secret);
    reply = await correspondence.greeting(Math.max(timeout, longestStart), lost);
  } catch (error) {
    await group.end();
    const { message } = error as Outage;
    throw new HarnessError(
      `${specifier}: no backend came of it: ${message}\n${printed.take()}`.trim(),
    );
  }
  if (reply.kind !== 'ready') {
    await group.end();
    throw refusalOf(reply);
  }
  return {
    backend: reply.backend,
    environment: nodeEnvironment(),
    order: (order) => correspondence.ask(order, (sent) => child.send(sent), timeout, lost),
    printed: () => printed.take(),
    close: () => group.end(),
  };
}
