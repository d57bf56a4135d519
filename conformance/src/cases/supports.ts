// E16: both sides of every claim. What is claimed must be served; what is not must be refused.

import {
  type ActivationName,
  activationNames,
  bidirectional,
  gru,
  isRnnError,
  type LayerConfig,
  lstm,
  type RnnError,
  simpleRNN,
  stacked,
  type Supports,
  type Tensor,
  tensorsOf,
} from '@gatefold/contract';
import { missingSupport } from '@gatefold/contract/author';
import { type Case, defineCase, type Level } from '../case.ts';
import { withClaimedActivations, withClaimedCells } from '../claimed.ts';
import type { CellLayer } from '../counterexample.ts';
import type { Lab } from '../lab.ts';
import { drawWeights, seeded } from '../random.ts';
import { expectTrue, filled, Mismatch } from '../values.ts';
import { expectComplaint, expectRefusal, textOf } from './refusal.ts';

/** A backend computed what its `supports` says it does not. */
export class UnderClaimed extends Mismatch {}

const [batch, timeSteps, inputDim, units] = [1, 2, 2, 2];
const x = filled([batch, timeSteps, inputDim], 0.25);

interface Claim {
  readonly name: string;
  readonly level: Level;
  readonly isMade: (supports: Supports) => boolean;
  readonly use: (lab: Lab) => Promise<unknown>;
  /** The same in other places, by name. */
  readonly elsewhere?: (supports: Supports) => Readonly<Record<string, Claim['use']>>;
}

function runOf(config: LayerConfig, options: object = {}): Claim['use'] {
  return (lab) => lab.run(config, drawWeights(seeded(1), config, inputDim), x, options);
}

async function pushTo(lab: Lab, options: object = {}): Promise<void> {
  const config = plain(lab);
  const stream = lab.layer(config, drawWeights(seeded(1), config, inputDim)).stream();
  await lab
    .keep(stream)
    .push(filled([batch, inputDim], 0.25), options)
    .data();
}

/** A layer of what is claimed, so that one claim alone is tried. */
const plain = ({ backend: { supports } }: Lab): CellLayer =>
  withClaimedCells(supports, lstm({ units, activation: anyActivation(supports) }));

/** An activation that is claimed, even one that no other case takes, since no numbers are looked at here. */
function anyActivation({ activations }: Supports): ActivationName {
  return activations.find((name) => name === 'tanh') ?? activations[0] ?? 'tanh';
}

/** A layer with all but its cell claimed: a GRU in the variant that is claimed, where one alone is. */
function aroundCell<C extends CellLayer>(supports: Supports, config: C): C {
  const { resetAfter } = supports;
  const cell =
    config.kind === 'gru' && resetAfter.length === 1
      ? { ...config, resetAfter: resetAfter[0] as boolean }
      : config;
  return withClaimedActivations(supports, { ...cell, activation: anyActivation(supports) });
}

const claims: readonly Claim[] = [
  ...([simpleRNN({ units }), lstm({ units }), gru({ units })] as const).map((config) => ({
    name: `cells/${config.kind}`,
    level: 'core' as const,
    isMade: ({ cells }: Supports) => cells.includes(config.kind),
    use: (lab: Lab) => runOf(aroundCell(lab.backend.supports, config))(lab),
  })),
  ...[true, false].map((resetAfter) => ({
    name: `reset-after/${resetAfter}`,
    level: 'core' as const,
    isMade: (supports: Supports) =>
      supports.cells.includes('gru') && supports.resetAfter.includes(resetAfter),
    use: (lab: Lab) =>
      runOf({ ...aroundCell(lab.backend.supports, gru({ units })), resetAfter })(lab),
    elsewhere: () => ({
      'without a bias': (lab: Lab) =>
        runOf({
          ...aroundCell(lab.backend.supports, gru({ units, useBias: false })),
          resetAfter,
        })(lab),
    }),
  })),
  ...activationNames.map((activation) => ({
    name: `activations/${activation}`,
    level: 'core' as const,
    isMade: ({ activations }: Supports) => activations.includes(activation),
    use: (lab: Lab) => runOf({ ...plain(lab), activation })(lab),
  })),
  {
    name: 'masking',
    level: 'masking',
    isMade: ({ masking }) => masking,
    use: (lab) => runOf(plain(lab), { mask: filled([batch, timeSteps], 1) })(lab),
    elsewhere: ({ masking, streaming, stacked: stacks, bidirectional: bothWays }) => {
      const mask = filled([batch, timeSteps], 1);
      // What masks do there, where they are claimed, is for the cases of M, K and B.
      return {
        ...(streaming && { 'in a stream': (lab) => pushTo(lab, { mask: filled([batch], 1) }) }),
        ...(!masking &&
          stacks && {
            'of a stack': (lab) => runOf(stacked({ cells: [plain(lab)] }), { mask })(lab),
          }),
        ...(!masking &&
          bothWays && {
            'of a Bidirectional': (lab) =>
              runOf(bidirectional({ layer: plain(lab) }), { mask })(lab),
          }),
      };
    },
  },
  {
    name: 'zero-output-for-mask',
    level: 'masking',
    isMade: ({ masking }) => masking,
    use: (lab) => runOf({ ...plain(lab), zeroOutputForMask: true })(lab),
  },
  {
    name: 'go-backwards',
    level: 'reverse',
    isMade: ({ goBackwards }) => goBackwards,
    use: (lab) => runOf({ ...plain(lab), goBackwards: true })(lab),
  },
  {
    name: 'align-output',
    level: 'reverse',
    isMade: ({ alignOutput }) => alignOutput,
    use: (lab) => runOf({ ...plain(lab), goBackwards: true, alignOutput: true })(lab),
    elsewhere: () => ({
      'without goBackwards': (lab) => runOf({ ...plain(lab), alignOutput: true })(lab),
    }),
  },
  {
    name: 'stateful',
    level: 'stateful',
    isMade: ({ stateful }) => stateful,
    use: (lab) => runOf({ ...plain(lab), stateful: true })(lab),
  },
  {
    name: 'bidirectional',
    level: 'bidirectional',
    isMade: (supports) => supports.bidirectional,
    use: (lab) => runOf(bidirectional({ layer: plain(lab) }))(lab),
  },
  {
    name: 'stacked',
    level: 'stacked',
    isMade: (supports) => supports.stacked,
    use: (lab) => runOf(stacked({ cells: [plain(lab)] }))(lab),
  },
  {
    name: 'streaming',
    level: 'streaming',
    isMade: ({ streaming }) => streaming,
    use: (lab) => pushTo(lab),
    elsewhere: () => ({
      'when it is opened': async (lab) => {
        const config = plain(lab);
        lab.keep(lab.layer(config, drawWeights(seeded(1), config, inputDim)).stream());
      },
    }),
  },
  {
    name: 'data-sync',
    level: 'core',
    isMade: ({ dataSync }) => dataSync,
    use: async (lab) => {
      const config = plain(lab);
      const layer = lab.layer(config, drawWeights(seeded(1), config, inputDim));
      // Of many numbers, too.
      for (const rows of [batch, 700]) {
        const given = filled([rows, timeSteps, inputDim], 0.25);
        const output = lab.keep((layer.run(given) as { output: Tensor }).output);
        const [now, later] = [output.dataSync(), await output.data()];
        expectTrue('dataSync() and data() must agree', now.join() === later.join());
      }
    },
    elsewhere: (supports) => ({
      ...(supports.bidirectional && {
        'of a Bidirectional': async (lab) => {
          const config = bidirectional({ layer: plain(lab) });
          const layer = lab.layer(config, drawWeights(seeded(1), config, inputDim));
          (lab.keep(layer.run(x)) as { output: Tensor }).output.dataSync();
        },
      }),
      ...(supports.streaming && {
        'of what a stream lends': async (lab) => {
          const config = plain(lab);
          const layer = lab.layer(config, drawWeights(seeded(1), config, inputDim));
          const stream = lab.keep(layer.stream());
          const frame = filled([batch, inputDim], 0.25);
          const zeroth = stream.push(frame).dataSync();
          // Between two pushes numbers are on their way, and others are there.
          const before = stream.push(frame).data();
          const now = stream.push(frame).dataSync();
          const state = tensorsOf({ ...stream.state }).map((leaf) => leaf.dataSync());
          const later = await Promise.all(
            tensorsOf({ ...stream.state }).map((leaf) => leaf.data()),
          );
          const twin = lab.keep(layer.stream());
          const wanted: string[] = [];
          for (const _ of [0, 1, 2]) wanted.push((await twin.push(frame).data()).join());
          const got = [zeroth, await before, now].map((numbers) => numbers.join());
          expectTrue('each push must give its own numbers', got.join() === wanted.join());
          expectTrue('dataSync() and data() of a state must agree', state.join() === later.join());
        },
      }),
    }),
  },
];

/** What stands around a cell of a kind that is claimed: each needs the cell inside it served too. */
const around: Readonly<Record<string, (inner: CellLayer, claimed: CellLayer) => LayerConfig>> = {
  'a stack': (inner, claimed) => stacked({ cells: [claimed, inner] }),
  'a Bidirectional': (inner) => bidirectional({ layer: inner }),
  'the layer of a Bidirectional': (inner, claimed) =>
    bidirectional({
      layer: inner,
      backwardLayer: { ...claimed, goBackwards: true },
    }),
  'the backwardLayer of a Bidirectional': (inner, claimed) =>
    bidirectional({
      layer: claimed,
      backwardLayer: { ...inner, goBackwards: true },
    }),
};

/** The same cell with one choice that is not claimed: an activation, one of the gates, a variant of the GRU. */
function beyondClaims(supports: Supports, cell: CellLayer): CellLayer[] {
  const variants: CellLayer[] = activationNames.map((activation) => ({ ...cell, activation }));
  if (cell.kind !== 'simpleRNN') {
    for (const recurrentActivation of activationNames) {
      variants.push({ ...cell, recurrentActivation });
    }
  }
  if (cell.kind === 'gru') {
    for (const resetAfter of [true, false]) variants.push({ ...cell, resetAfter });
  }
  return variants.filter((variant) => missingSupport(supports, variant) !== undefined);
}

/** Whoever writes to the claims changes nothing that is served, where they can be written to at all. */
function expectLayerWhateverIsWritten(lab: Lab, inner: CellLayer): void {
  const { supports } = lab.backend;
  const config = aroundCell(supports, inner);
  if (missingSupport(supports, config) !== undefined) return;
  const claimed = supports.activations as ActivationName[];
  const kept = [...claimed];
  const weights = drawWeights(seeded(1), config, inputDim);
  try {
    // A frozen list throws.
    claimed.length = 0;
  } catch {
    return;
  }
  try {
    lab.layer(config, weights);
  } catch (error) {
    throw new Mismatch(
      `${inner.kind} must be served whoever has emptied supports.activations, threw: ${textOf(error)}`,
      { cause: error },
    );
  } finally {
    claimed.push(...kept.slice(claimed.length));
  }
}

const insideCases = [simpleRNN({ units }), lstm({ units }), gru({ units })].map((inner) =>
  defineCase({
    id: `supports/inside/${inner.kind}`,
    clauses: ['E16'],
    says: `inside a stack or a Bidirectional ${inner.kind} is served or refused as it is alone, whatever of it is not claimed, or is done to the claims`,
    run: async (lab) => {
      const { supports } = lab.backend;
      for (const [name, wrap] of Object.entries(around)) {
        const usual = aroundCell(supports, inner);
        for (const cell of [usual, ...beyondClaims(supports, usual)]) {
          const config = wrap(cell, plain(lab));
          const make = (): void => {
            lab.layer(config, drawWeights(seeded(1), config, inputDim));
          };
          if (missingSupport(supports, config) === undefined) make();
          else {
            const what = `${JSON.stringify(cell)} in ${name}`;
            await expectRefusal(what, 'RNN_UNSUPPORTED', make);
          }
        }
      }
      expectLayerWhateverIsWritten(lab, inner);
    },
  }),
);

async function expectAsClaimed(
  lab: Lab,
  name: string,
  claimed: boolean,
  use: Claim['use'],
): Promise<void> {
  let refusal: unknown;
  try {
    await use(lab);
  } catch (error) {
    refusal = error;
  }
  const refused = isRnnError(refusal) && refusal.code === 'RNN_UNSUPPORTED';
  if (claimed) {
    if (refusal !== undefined) {
      throw new Mismatch(`supports claims ${name}, but it threw: ${textOf(refusal)}`, {
        cause: refusal,
      });
    }
  } else if (refusal === undefined) {
    throw new UnderClaimed(`supports does not claim ${name}, but it was computed`);
  } else if (refused) {
    expectComplaint(name, refusal as RnnError);
  } else {
    throw new Mismatch(`${name} must be refused with RNN_UNSUPPORTED, threw: ${textOf(refusal)}`);
  }
}

/** Tries something while every claim that is true or false says the opposite, where it can be written to at all. */
async function whileWrittenTo(supports: Supports, attempt: () => Promise<void>): Promise<void> {
  const written = Object.entries(supports).filter(([, claim]) => typeof claim === 'boolean');
  for (const [name, claim] of written) Reflect.set(supports, name, !claim);
  try {
    await attempt();
  } finally {
    for (const [name, claim] of written) Reflect.set(supports, name, claim);
  }
}

const claimCases = claims.map(({ name, level, isMade, use, elsewhere }) =>
  defineCase({
    id: `supports/${name}`,
    clauses: ['E16'],
    says: `${name} is served where supports claims it, and refused with RNN_UNSUPPORTED where not`,
    levels: [level],
    run: async (lab) => {
      const { supports } = lab.backend;
      const made = isMade(supports);
      await expectAsClaimed(lab, name, made, use);
      await whileWrittenTo(supports, () =>
        expectAsClaimed(lab, `${name}, whatever is written to supports,`, made, use),
      );
      for (const [place, other] of Object.entries(elsewhere?.(supports) ?? {})) {
        await expectAsClaimed(lab, `${name} ${place}`, made, other);
      }
    },
  }),
);

const recurrentCase = defineCase({
  id: 'supports/recurrent-activations',
  clauses: ['E16'],
  says: 'a recurrentActivation is served or refused as supports claims it, in every cell that has one',
  run: async (lab) => {
    const { supports } = lab.backend;
    const gated = [
      lstm({ units }),
      ...supports.resetAfter.map((resetAfter) => gru({ units, resetAfter })),
    ];
    for (const cell of gated.filter(({ kind }) => supports.cells.includes(kind))) {
      for (const recurrentActivation of activationNames) {
        const activation = anyActivation(supports);
        const config = { ...cell, activation, recurrentActivation };
        const make = (): void => {
          lab.layer(config, drawWeights(seeded(1), config, inputDim));
        };
        if (supports.recurrentActivations.includes(recurrentActivation)) make();
        else await expectRefusal(`${cell.kind} ${recurrentActivation}`, 'RNN_UNSUPPORTED', make);
      }
    }
  },
});

export const supportsCases: readonly Case[] = [...claimCases, ...insideCases, recurrentCase];
