// Kernels in, backend out: the one door for our own backends and everybody else's. Clauses D1, D9, D15.

import type { Backend } from '../backend.ts';
import { completeSupports } from '../shell/check-supports.ts';
import { type Exchange, openExchange } from '../shell/exchange.ts';
import { LateWork } from '../shell/late-work.ts';
import { Ledger } from '../shell/ledger.ts';
import { ShellBackend } from '../shell/shell-backend.ts';
import { prepareBody } from './kernel-body.ts';
import { KernelQueue } from './kernel-queue.ts';
import type { Kernels } from './kernels.ts';

/**
 * Makes a backend of an author's memory and arithmetic.
 *
 * It checks every argument, fills defaults, threads state, composes Bidirectional and stacks, runs streams and
 * counts what is alive; the kernels are called with arguments that cannot be wrong.
 *
 * @param kernels  memory and arithmetic
 * @param extend   what the backend's own type has beside a Backend's: methods that hand buffers in and out, say
 * @throws {ConfigError} when a kernel or a claim in `supports` is missing, unknown or of the wrong type
 * @see docs/backends/add-a-backend.md
 */
export function defineBackend<B, P>(kernels: Kernels<B, P>): Backend;
export function defineBackend<B, P, E extends object>(
  kernels: Kernels<B, P>,
  extend: (exchange: Exchange<B>) => E,
): Backend & E;
export function defineBackend<B, P>(
  kernels: Kernels<B, P>,
  extend?: (exchange: Exchange<B>) => object,
): Backend {
  const supports = completeSupports(kernels);
  const late = new LateWork();
  const queue = new KernelQueue(kernels, late);
  const ledger = new Ledger<B>(queue);
  const backend = new ShellBackend(kernels, {
    supports,
    ledger,
    late,
    countsBytes: kernels.bytes !== undefined,
    layer: (config, directions) => prepareBody(queue, ledger, config, directions),
    dispose: () => queue.dispose(),
  });
  const exchange = openExchange(backend, ledger, (where, buffer) => queue.expose(where, buffer));
  return Object.assign(backend, extend?.(exchange));
}
