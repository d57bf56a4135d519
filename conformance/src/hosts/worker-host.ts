// Cases on a module's backend, in a process of its own.

import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HarnessError } from '../harness-error.ts';
import { Outage } from '../outage.ts';
import type { Host } from './host.ts';
import { type Order, refusalOf, type Reply } from './messages.ts';
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
    serialization: 'advanced',
    // What load-backend.ts imports modules with is experimental, and no affair of the backend's.
    execArgv: [...process.execArgv, '--disable-warning=ExperimentalWarning'],
    // What a backend prints belongs into its results, not among the report.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  }
  const takePrinted = (): string => {
    const taken = printed;
    printed = '';
    return taken;
  };
  const end = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  };
  let reply: Reply;
  try {
    reply = await nextReply(child, Math.max(timeout, longestStart));
  } catch (error) {
    await end();
    const { message } = error as Outage;
    throw new HarnessError(
      `${specifier}: no backend came of it: ${message}\n${takePrinted()}`.trim(),
    );
  }
  if (reply.kind !== 'ready') {
    await end();
    throw refusalOf(reply);
  }
  return {
    backend: reply.backend,
    environment: nodeEnvironment(),
    order: (order: Order) => {
      // A diagnosis runs many cases.
      const answer = nextReply(child, order.kind === 'run' ? timeout : 10 * timeout);
      if (child.connected) child.send(order);
      return answer;
    },
    printed: takePrinted,
    close: end,
  };
}

/** @throws {Outage} when the process ends, or nothing comes in time */
function nextReply(child: ChildProcess, timeout: number): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const forget = (): void => {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onExit);
    };
    const onMessage = (reply: unknown): void => {
      forget();
      resolve(reply as Reply);
    };
    const onExit = (code: number | null, signal: string | null): void => {
      forget();
      const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
      reject(new Outage('crashed', `the backend's process ended ${how}`));
    };
    const timer = setTimeout(() => {
      forget();
      reject(new Outage('timeout', `no answer in ${timeout / 1000} s; --timeout gives it longer`));
    }, timeout);
    child.on('message', onMessage).on('exit', onExit);
    if (child.exitCode !== null || child.signalCode !== null) {
      onExit(child.exitCode, child.signalCode);
    }
  });
}
