import { expect, test } from 'vitest';
import {
  bidirectional,
  gru,
  isBidirectional,
  isGRU,
  isLSTM,
  isSimpleRNN,
  isStacked,
  lstm,
  simpleRNN,
  stacked,
} from '../src/index.ts';

test('C4 each guard knows its own kind alone', () => {
  const configs = [
    simpleRNN({ units: 1 }),
    lstm({ units: 1 }),
    gru({ units: 1 }),
    stacked({ cells: [lstm({ units: 1 })] }),
    bidirectional({ layer: lstm({ units: 1 }) }),
  ];
  const guards = [isSimpleRNN, isLSTM, isGRU, isStacked, isBidirectional];
  const answers = guards.map((guard) => configs.map((config) => guard(config)));
  expect(answers).toEqual(guards.map((_, row) => configs.map((__, column) => row === column)));
});

test('C4 what is no config is of no kind', () => {
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  for (const value of [null, undefined, 7, 'lstm', [], {}, revoked.proxy]) {
    expect(isLSTM(value as never)).toBe(false);
  }
});
