// Calls in an order in which each reads only what the calls before it gave.

import { FileError } from '@gatefold/contract';
import type { GraphCall, GraphTensor } from '../graph.ts';

/**
 * Sorts calls, keeping the order of the file where it is free.
 *
 * @throws {FileError} for calls that wait for each other, or for one that is not there
 */
export function inOrder(
  where: string,
  calls: readonly GraphCall[],
  reads: (call: GraphCall) => readonly GraphTensor[],
): GraphCall[] {
  const keyOf = ({ layer, call }: { layer: string; call: number }): string => `${call} ${layer}`;
  const waiting = new Map<string, number>();
  const readers = new Map<string, GraphCall[]>();
  const known = new Set(calls.map(keyOf));
  for (const call of calls) {
    const sources = new Set(
      reads(call)
        .map(keyOf)
        .filter((key) => known.has(key)),
    );
    waiting.set(keyOf(call), sources.size);
    for (const key of sources) readers.set(key, [...(readers.get(key) ?? []), call]);
  }
  const sorted = calls.filter((call) => waiting.get(keyOf(call)) === 0);
  for (const call of sorted) {
    for (const reader of readers.get(keyOf(call)) ?? []) {
      const left = (waiting.get(keyOf(reader)) as number) - 1;
      waiting.set(keyOf(reader), left);
      if (left === 0) sorted.push(reader);
    }
  }
  if (sorted.length === calls.length) return sorted;
  const stuck = calls.find((call) => !sorted.includes(call));
  throw new FileError({
    where: `${where}: ${stuck?.layer}`,
    expected: 'must not wait for its own output',
    remedy: 'the config is damaged',
  });
}
