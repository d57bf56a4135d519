// Cases in the page's own thread, between which the page may draw and listen.

import type { Subject } from '../diagnosis/diagnose.ts';
import { presented } from '../hosts/host.ts';
import { carryOut } from '../hosts/messages.ts';
import type { Place } from '../hosts/restarting-host.ts';
import { pageEnvironment } from './page-environment.ts';
import { inTime } from './in-time.ts';

/** Milliseconds for which a page may be deaf: a frame, at 60 a second. */
const frame = 16;

/** @param timeout  milliseconds that a case may take; nobody can stop one that never gives the thread away */
export function localPlace(subject: Subject, timeout: number): Place {
  const { backend } = subject;
  let drawn = performance.now();
  return {
    backend: presented(backend, 'browser'),
    environment: pageEnvironment(),
    order: async (order) => {
      if (performance.now() - drawn > frame) {
        await nextTask();
        drawn = performance.now();
      }
      return inTime(order, timeout, carryOut(subject, order));
    },
    printed: () => '',
    close: async () => {
      try {
        if (!backend.disposed) backend.dispose();
      } catch {
        // One that was given up may fail at this, too; the cases of lifetime have judged the others.
      }
    },
  };
}

/** Lets the page do what waits. A timer would come a second late in a page that nobody looks at. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}
