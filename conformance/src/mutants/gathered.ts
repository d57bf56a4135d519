// Runs that are gathered, as a GPU's are, and meet before they are submitted. Clauses L4, L16.

import { honestParts, type PlainCall } from '../plain/parts.ts';
import { type Mutant, partMutant } from './mutant.ts';

const { memory } = honestParts;

interface Gathered {
  readonly call: PlainCall;
  readonly run: (call: PlainCall) => void;
}

const gathering = (
  id: string,
  clause: string,
  says: string,
  change: (all: readonly Gathered[]) => readonly Gathered[],
): Mutant => {
  const waiting: Gathered[] = [];
  const submit = (): void => {
    for (const { call, run } of change(waiting.splice(0))) run(call);
  };
  return partMutant({
    id: `history/gathered-${id}`,
    clause,
    says,
    parts: {
      sequence: (call, run) => {
        waiting.push({ call, run });
      },
      memory: {
        ...memory,
        merge: (call) => {
          submit();
          memory.merge(call);
        },
        submit,
      },
    },
  });
};

const isAlike = ({ call: a }: Gathered, { call: b }: Gathered): boolean =>
  a.x === b.x && a.prepared === b.prepared;

export const gatheredMutants: readonly Mutant[] = [
  gathering('masks', 'L4', 'gathered runs that share the mask of the last', (all) => {
    const last = all.findLast(({ call }) => call.mask !== null)?.call.mask;
    return all.map(({ call, run }) => ({
      call: call.mask?.length === last?.length ? { ...call, mask: last ?? null } : call,
      run,
    }));
  }),
  gathering(
    'alike',
    'L16',
    'gathered runs of one layer and one x of which the first is run',
    (all) => all.filter((one, index) => all.findIndex((other) => isAlike(one, other)) === index),
  ),
  gathering(
    'sixteen',
    'L4',
    'sixteen places for gathered runs: the next is put in place of the first',
    (all) => all.slice(-16),
  ),
  gathering(
    'thirty-three',
    'L16',
    'a queue of 32 commands that loses the one with which it is full',
    (all) => all.filter((_, index) => (index + 1) % 33 !== 0),
  ),
  gathering('by-layer', 'L16', 'gathered runs that are put in the order of their layers', (all) => {
    const layers = [...new Set(all.map(({ call }) => call.prepared))];
    return all.toSorted(
      ({ call: a }, { call: b }) => layers.indexOf(a.prepared) - layers.indexOf(b.prepared),
    );
  }),
];
