import type { Order, Reply } from '../hosts/messages.ts';
import { Outage } from '../outage.ts';

/**
 * Waits for the reply to an order.
 *
 * @param timeout  milliseconds that a case may take
 * @throws {Outage} when nothing comes in time
 */
export function inTime({ kind }: Order, timeout: number, reply: Promise<Reply>): Promise<Reply> {
  // A diagnosis runs many cases.
  return within(kind === 'run' ? timeout : 10 * timeout, reply);
}

/** @throws {Outage} when nothing comes within so many milliseconds */
export async function within<T>(milliseconds: number, answer: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `no answer in ${milliseconds / 1000} s; the option timeout gives it longer`;
    timer = setTimeout(() => reject(new Outage('timeout', message)), milliseconds);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
