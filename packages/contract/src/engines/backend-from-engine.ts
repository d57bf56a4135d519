// Engine in, backend out: checks, names, counts and order are the shell's; layers and their numbers are the engine's.
// Clauses D5.

import type { Backend } from '../backend.ts';
import { completeEngineSupports } from '../shell/check-supports.ts';
import { LateWork } from '../shell/late-work.ts';
import { Ledger } from '../shell/ledger.ts';
import { ShellBackend } from '../shell/shell-backend.ts';
import { makeEngineBody } from './engine-body.ts';
import type { Engine } from './engine.ts';
import { numbersDevice, type Numbers } from './numbers.ts';

/**
 * Makes a backend of a runtime that has layers of its own.
 *
 * Every argument is checked, and every refusal made, before the engine is called; its answers are checked for shape and
 * copied. It is asked one thing after another for each layer, and what it throws is thrown by `data()` of the tensors
 * that then have no numbers, or by `idle()` of the backend where nobody reads one. There are no streams, and no `dataSync`.
 *
 * @throws {ConfigError} when a claim in `supports` is missing, unknown or of the wrong type
 * @see docs/backends/add-a-backend.md
 */
export function backendFromEngine(engine: Engine): Backend {
  const supports = completeEngineSupports(engine);
  const late = new LateWork();
  const ledger = new Ledger<Numbers>(numbersDevice({ name: engine.name, supports }, late));
  return new ShellBackend(engine, {
    supports,
    ledger,
    late,
    countsBytes: false,
    layer: (config, directions) => makeEngineBody({ engine, late, ledger }, config, directions),
    dispose: () => void late.expect(late.settled().then(() => engine.dispose?.())),
  });
}
