import { type Order, type Reply, timeFor } from '../hosts/messages.ts';
import { Outage } from '../outage.ts';
import { withinTime } from '../within-time.ts';

/**
 * Waits for the reply to an order.
 *
 * @param timeout  milliseconds that a case may take
 * @throws {Outage} when nothing comes in time
 */
export function inTime(order: Order, timeout: number, reply: Promise<Reply>): Promise<Reply> {
  return within(timeFor(order, timeout), reply);
}

/** @throws {Outage} when nothing comes within so many milliseconds */
export async function within<T extends object>(
  milliseconds: number,
  answer: Promise<T>,
): Promise<T> {
  const given = await withinTime(milliseconds, answer);
  if (given !== undefined) return given;
  const message = `no answer in ${milliseconds / 1000} s; the option timeout gives it longer`;
  throw new Outage('timeout', message);
}
