import { gru, lstm } from '@gatefold/contract';
import { expect, test } from 'vitest';
import { KernelChoice, type SizeClass, statedChoice } from '../src/choices.ts';

test('a function is asked once for each class of sizes', () => {
  const asked: SizeClass[] = [];
  const choice = statedChoice((size: SizeClass) => {
    asked.push(size);
    return size.units > 64 ? 'step' : size.rows === 'few' ? 'persistent' : 'batch';
  });
  expect(choice.kindsOf(lstm({ units: 33 }))).toEqual({ few: 'persistent', many: 'batch' });
  expect(choice.kindsOf(lstm({ units: 64 }))).toEqual({ few: 'persistent', many: 'batch' });
  expect(choice.kindsOf(gru({ units: 3000, resetAfter: false }))).toEqual({
    few: 'step',
    many: 'step',
  });
  expect(asked).toEqual([
    { kind: 'lstm', resetAfter: null, units: 64, rows: 'few' },
    { kind: 'lstm', resetAfter: null, units: 64, rows: 'many' },
    { kind: 'gru', resetAfter: false, units: 512, rows: 'few' },
    { kind: 'gru', resetAfter: false, units: 512, rows: 'many' },
  ]);
  expect(String(choice)).toBe(
    'as stated; few rows: persistent (lstm to 64 units), step (gru to 512 units, resetAfter: false)' +
      '; many rows: batch (lstm to 64 units), step (gru to 512 units, resetAfter: false)',
  );
});

test('what all layers have is said once, and nothing before there is a layer', () => {
  const choice = new KernelChoice(({ rows }) => (rows === 'few' ? 'quads' : 'tiles'), 'software');
  expect(String(choice)).toBe('software');
  for (const units of [1, 100]) choice.kindsOf(lstm({ units }));
  expect(String(choice)).toBe('software; few rows: quads; many rows: tiles');
});
