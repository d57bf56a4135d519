// A host whose backend lives elsewhere and may be lost: each loss is a result, and the next order finds it started again.

import { caseOf } from '../cases.ts';
import { HarnessError } from '../harness-error.ts';
import { Outage } from '../outage.ts';
import { passing, type Report } from '../report/report.ts';
import { resultOf } from '../run-case.ts';
import { type Host, isSame } from './host.ts';
import type { Order, Reply } from './messages.ts';

/** Where a backend is: a process, or a page. */
export interface Place {
  readonly backend: Report['backend'];
  readonly environment: Report['environment'];
  /** @throws {Outage} when the backend has ended, or does not answer in time; the place is of no use then */
  order(order: Order): Promise<Reply>;
  /** What the backend has printed since the last call: the end of it, when it is much. */
  printed(): string;
  close(): Promise<void>;
}

/**
 * Makes a host of places.
 *
 * @param start  makes a place; called again after each loss
 * @param mayBeSeveral  whether two places may stand at once: a diagnosis then has one that was asked nothing before
 */
export async function restartingHost(
  start: () => Promise<Place>,
  mayBeSeveral = false,
): Promise<Host> {
  const first = await start();
  let place: Place | undefined = first;
  let { backend } = first;

  const order = async (what: Order): Promise<Reply> => {
    place ??= await restart();
    place.printed();
    try {
      return await place.order(what);
    } catch (error) {
      if (!(error instanceof Outage)) throw error;
      const lost = place;
      place = undefined;
      const outage = new Outage(error.status, error.message, lost.printed());
      await lost.close();
      throw outage;
    }
  };

  const restart = async (): Promise<Place> => {
    const again = await start();
    if (!isSame(again.backend, first.backend)) {
      await again.close();
      throw new HarnessError(
        `${first.backend.name} presents itself otherwise after it was started again: name, version and supports must stay`,
      );
    }
    return again;
  };

  return {
    get backend() {
      return backend;
    },
    environment: first.environment,
    runCase: async (id, settings) => {
      try {
        const reply = await order({ kind: 'run', id, settings });
        const { result, environment } = reply as Extract<Reply, { kind: 'result' }>;
        if (environment !== undefined) backend = { ...backend, environment };
        const printed = place?.printed() ?? '';
        return passing.includes(result.status) || printed === '' ? result : { ...result, printed };
      } catch (error) {
        if (!(error instanceof Outage)) throw error;
        const { status, message, printed } = error;
        return resultOf(caseOf(id), status, {
          message,
          ...(printed === '' ? {} : { printed }),
        });
      }
    },
    diagnose: async (run) => {
      const fresh = mayBeSeveral ? await restart() : undefined;
      const what: Order = { kind: 'diagnose', run };
      try {
        const reply = await (fresh === undefined ? order(what) : fresh.order(what));
        return new Map((reply as Extract<Reply, { kind: 'told' }>).told);
      } catch (error) {
        // What the failures look like is no part of what they are.
        if (error instanceof Outage) return new Map();
        throw error;
      } finally {
        await fresh?.close();
      }
    },
    close: async () => place?.close(),
  };
}
