// The calls that the article's page writes down make what it shows.

import { runInNewContext } from 'node:vm';
import { cpu, gru, lstm, simpleRNN } from '@gatefold/cpu';
import { expect, test } from 'vitest';
import { type CellName, type Choice, inGatefold, unroll } from '../site/article-network.ts';

const flags = [false, true];
const choices = (['lstm', 'gru', 'simpleRNN'] satisfies CellName[]).flatMap((cell) =>
  (['keras2', 'keras3'] as const).flatMap((dialect) =>
    flags.flatMap((returnSequences) =>
      flags.map((returnState): Choice => ({ cell, dialect, returnSequences, returnState })),
    ),
  ),
);

test.each(choices)('%o', async (choice) => {
  using backend = await cpu();
  const { outputs, h, c, returned } = await unroll(backend, choice);
  const config: unknown = runInNewContext(inGatefold(choice), { lstm, gru, simpleRNN });
  expect(config).toMatchObject({
    kind: choice.cell,
    returnSequences: choice.returnSequences,
    returnState: choice.returnState,
  });
  expect(outputs).toHaveLength(3);
  expect(outputs[2]).toBe(h);
  expect(c === undefined).toBe(choice.cell !== 'lstm');
  // The flags choose; they change no number.
  const wanted = [
    choice.returnSequences ? outputs : outputs.slice(-1),
    ...(choice.returnState ? [[h], ...(c === undefined ? [] : [[c]])] : []),
  ];
  expect(returned.map(({ numbers }) => numbers)).toEqual(wanted);
  expect(backend.memory().tensors).toBe(0);
});
