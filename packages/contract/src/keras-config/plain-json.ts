// What comes in from outside, copied once: afterwards it is plain data that nobody else can change, and reading it
// cannot throw.

import { ConfigError } from '../errors.ts';
import { guardReads } from '../guard-reads.ts';
import { describe } from '../describe.ts';

/** The deepest real config, a stack in a Bidirectional in a nested model, has about 20 levels. */
const deepest = 100;
/** A whole model's JSON has tens of thousands of values. */
const most = 1_000_000;

/**
 * Copies JSON data.
 *
 * @throws {ConfigError} for what JSON cannot hold, a circle among it, and for what throws when it is read
 */
export function copyJson(where: string, value: unknown): unknown {
  let left = 2 * most;
  const refuse = (expected: string, actual?: string): ConfigError =>
    new ConfigError({
      where,
      expected,
      ...(actual === undefined ? {} : { actual }),
      remedy: 'give what JSON.parse gives',
    });
  const copy = (item: unknown, depth: number): unknown => {
    left -= Array.isArray(item) ? item.length + 1 : 1;
    if (left < 0) throw refuse(`must hold at most ${most} values`);
    if (depth > deepest) throw refuse(`must be at most ${deepest} levels deep and no circle`);
    if (item === null || typeof item === 'string' || typeof item === 'boolean') return item;
    if (Number.isFinite(item)) return item;
    if (Array.isArray(item)) {
      const items: unknown[] = [];
      // As JSON.stringify does, null for a hole.
      for (let i = 0; i < item.length; i++) items.push(copy(item[i] ?? null, depth + 1));
      return items;
    }
    if (Object.prototype.toString.call(item) !== '[object Object]') {
      throw refuse('must be plain JSON data', describe(item));
    }
    const entries = Object.entries(item as object).filter(([, inner]) => inner !== undefined);
    return Object.fromEntries(entries.map(([key, inner]) => [key, copy(inner, depth + 1)]));
  };
  // JSON has no undefined; a missing argument is left for the caller to name.
  return value === undefined ? undefined : guardReads(where, () => copy(value, 0));
}

/** The fields of a JSON object; none for anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
