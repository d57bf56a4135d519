// Cases in the page's own thread, between which the page may draw and listen.

import type { Subject } from '../diagnosis/diagnose.ts';
import { presented } from '../hosts/host.ts';
import { carryOut } from '../hosts/messages.ts';
import type { Place } from '../hosts/restarting-host.ts';
import { now } from '../now.ts';
import { inTime } from './in-time.ts';
import { LateErrors } from './late-errors.ts';
import { nextTask } from '../next-task.ts';
import { pageEnvironment } from './page-environment.ts';

/** Milliseconds for which a page may be deaf: a frame, at 60 a second. */
const frame = 16;

/** @param timeout  milliseconds that a case may take; nobody can stop one that never gives the thread away */
export function localPlace(subject: Subject, timeout: number): Place {
  const { backend } = subject;
  const late = new LateErrors(globalThis);
  let drawn = now();
  return {
    backend: presented(backend, 'browser'),
    environment: pageEnvironment(),
    order: async (order) => {
      if (now() - drawn > frame) {
        await nextTask();
        drawn = now();
      }
      const reply = carryOut(subject, order).then((one) => late.countedIn(one));
      return inTime(order, timeout, reply);
    },
    printed: () => '',
    close: async () => {
      late.end();
      try {
        if (!backend.disposed) backend.dispose();
      } catch {
        // One that was given up may fail at this, too; the cases of lifetime have judged the others.
      }
    },
  };
}
