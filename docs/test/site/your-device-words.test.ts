// What the page says of numbers, and what it asks for by its address.

import { levels, type Report } from '@gatefold/conformance/page';
import { describe, expect, test } from 'vitest';
import type { Row } from '../../../packages/bench/src/row.ts';
import { backends } from '../../site/backends.ts';
import { planOf, searchOf } from '../../site/your-device/plan.ts';
import { comparisonOf } from '../../site/your-device/rate.ts';
import { verdictOf } from '../../site/your-device/verdict.ts';

describe('a call beside one of ours', () => {
  test.each([
    ['slower', [5.2, 5, 5.5], 'A call of b takes 5.20 times as long (5.00 to 5.50) as one of a.'],
    ['faster', [0.5, 0.4, 0.8], 'A call of b is 2.00 times as fast (1.25 to 2.50) as one of a.'],
    ['undecided', [1.2, 0.9, 1.5], /^A call of b takes between 0\.900 and 1\.50 times as long as /],
  ])('%s', (_name, [value, low, high], sentence) => {
    const single = { ratio: { value, low, high } };
    const said = comparisonOf({ single } as unknown as Row, 'b', 'a')?.join(' ');
    expect(said).toMatch(sentence);
  });

  test('that is ours has none', () => {
    expect(comparisonOf({ single: { ratio: null } } as Row, 'a', 'a')).toBeUndefined();
  });
});

describe('a verdict', () => {
  const told = (statuses: readonly string[], stopped?: Report['stopped']): string =>
    verdictOf({ results: statuses.map((status) => ({ status })), stopped } as unknown as Report);

  test.each([
    [['pass', 'ill-conditioned'], undefined, '1 of 2 cases pass, 1 is ill-conditioned.'],
    [['pass', 'pass'], undefined, 'All 2 cases pass.'],
    [['pass', 'unsupported'], undefined, '1 of 2 cases pass, 1 is not claimed.'],
    [['pass', 'timeout', 'fail'], undefined, '2 of 3 cases fail.'],
    [['fail'], { chosen: 9 }, '1 of 1 case fails. Stopped after these, of 9.'],
    [[], { chosen: 9 }, 'Stopped before the first case.'],
  ])('of %j, %j', (statuses, stopped, sentence) => {
    expect(told(statuses, stopped)).toBe(sentence);
  });
});

describe('an address', () => {
  test.each(['', '?backends=cpu', '?levels=core,masking&rates=no', '?backends=&levels='])(
    '%s asks for what it says',
    (search) => expect(searchOf(planOf(search, backends), backends)).toBe(search),
  );

  test('asks for nothing that is not there', () => {
    expect(planOf('?backends=cpu,abacus&levels=core,heart', backends)).toEqual({
      backends: ['cpu'],
      levels: ['core'],
      rates: true,
    });
    expect(planOf('', backends).levels).toEqual(levels);
  });
});
