// An outcome as a list of named leaves, in one order: output, backwardOutput, then the state's leaves.

import type { Outcome } from './golden.ts';

/** `output`, `backwardOutput`, `state h`, `state forward.c` */
export function leavesOf<T>({
  output,
  backwardOutput,
  state,
}: Outcome<T>): [name: string, leaf: T][] {
  return [
    ['output', output],
    ...(backwardOutput === undefined ? [] : [['backwardOutput', backwardOutput] as [string, T]]),
    ...Object.entries(state).map(([path, leaf]) => [`state ${path}`, leaf] as [string, T]),
  ];
}

/** The outcome of such a list. */
export function outcomeOf<T>(leaves: readonly (readonly [name: string, leaf: T])[]): Outcome<T> {
  const byName = new Map(leaves);
  const backwardOutput = byName.get('backwardOutput');
  return {
    output: byName.get('output') as T,
    ...(backwardOutput === undefined ? {} : { backwardOutput }),
    state: Object.fromEntries(
      leaves
        .filter(([name]) => name.startsWith('state '))
        .map(([name, leaf]) => [name.slice('state '.length), leaf]),
    ),
  };
}

/** Changes each leaf. */
export function mapOutcome<T, R>(
  outcome: Outcome<T>,
  change: (leaf: T, name: string) => R,
): Outcome<R> {
  return outcomeOf(leavesOf(outcome).map(([name, leaf]) => [name, change(leaf, name)] as const));
}

/** The same leaf of another outcome. */
export function leafOf<T>(outcome: Outcome<T>, name: string): T {
  return leavesOf(outcome).find(([other]) => other === name)?.[1] as T;
}
