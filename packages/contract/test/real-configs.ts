// Real configs of every kind, and what must hold of any that a builder or a backend takes.

import assert from 'node:assert/strict';
import {
  activationNames,
  bidirectional,
  gru,
  type LayerConfig,
  lstm,
  simpleRNN,
  stacked,
} from '../src/index.ts';

const units = 2;

const flagNames = [
  'returnSequences',
  'returnState',
  'goBackwards',
  'alignOutput',
  'stateful',
  'zeroOutputForMask',
];

/** C1, C2 and E7 to E10, E17 to E19 and E27, of a config that was made of what was given. */
export function expectConfig(config: LayerConfig, given: unknown): void {
  expectSaid(config, given);
  assert.deepEqual(rebuild(JSON.parse(JSON.stringify(config))), config);
  if (config.kind === 'bidirectional') {
    assert.equal(config.layer.goBackwards, false);
    assert.ok(config.backwardLayer.goBackwards);
    assert.ok(['concat', 'sum', 'mul', 'ave', null].includes(config.mergeMode));
    for (const flag of ['returnSequences', 'returnState', 'stateful'] as const) {
      assert.equal(config.backwardLayer[flag], config.layer[flag]);
    }
    expectConfig(config.layer, {});
    expectConfig(config.backwardLayer, {});
    return;
  }
  for (const flag of flagNames)
    assert.equal(typeof (config as unknown as Record<string, unknown>)[flag], 'boolean');
  const cells = config.kind === 'stacked' ? config.cells : [config];
  assert.ok(cells.length > 0);
  for (const cell of cells) {
    assert.ok(Number.isSafeInteger(cell.units) && cell.units > 0);
    assert.ok(activationNames.includes(cell.activation));
    if (cell.kind !== 'simpleRNN') assert.ok(activationNames.includes(cell.recurrentActivation));
    assert.equal(typeof cell.useBias, 'boolean');
    if (cell.kind === 'gru') assert.equal(typeof cell.resetAfter, 'boolean');
  }
}

export const builders = { simpleRNN, lstm, gru, stacked, bidirectional } as unknown as Readonly<
  Record<LayerConfig['kind'], (options: unknown) => LayerConfig>
>;

function rebuild(config: LayerConfig): LayerConfig {
  return builders[config.kind](config);
}

/** E7, E27: whatever was said stands in the config, as it was said. Flags of a stack's cell are false, and left out. */
function expectSaid(made: unknown, given: unknown): void {
  if (typeof given !== 'object' || given === null) {
    assert.equal(made, given);
    return;
  }
  for (const [key, value] of Object.entries(Array.isArray(given) ? [...given] : given)) {
    if (value === undefined) continue;
    const { [key]: found = false } = made as Record<string, unknown>;
    expectSaid(found, value);
  }
}

export const realConfigs = {
  simpleRNN: simpleRNN({ units, activation: 'relu', returnSequences: true }),
  lstm: lstm({ units, returnState: true }),
  gru: gru({ units, resetAfter: false }),
  stacked: stacked({ cells: [lstm({ units }), gru({ units: 3 })], returnSequences: true }),
  bidirectional: bidirectional({ layer: gru({ units }), mergeMode: 'sum' }),
} as const;
