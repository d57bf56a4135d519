// What a case is. Cases are listed in cases.ts and run by run-suite.ts.

import type { LayerConfig, Supports } from '@gatefold/contract';
import type { Lab } from './lab.ts';

/**
 * What a backend can be granted, each only when no case in it fails, and none is left out for want of what the level is
 * about: see report/levels.ts.
 *
 * `core`: the three cells, both flags, states, refusals, lifetime, the article. `keras2` and `keras3`: every
 * activation that line of Keras has.
 */
export const levels = [
  'core',
  'masking',
  'reverse',
  'stateful',
  'bidirectional',
  'stacked',
  'streaming',
  'keras2',
  'keras3',
] as const;

export type Level = (typeof levels)[number];

/** Of a case that tries what this contract adds: Keras itself raises, and is not refused a level for it. */
export const beyondKeras: readonly Level[] = [];

/** What a backend may claim, by its name in `supports`. */
export type Claim = keyof Supports;
/** A claim that is made or not. */
type PlainClaim = {
  [K in keyof Supports]: Supports[K] extends boolean ? K : never;
}[keyof Supports];

export interface Case {
  /** A path that never changes: `article/lstm/both`. */
  readonly id: string;
  /** The clauses that it defends; the title begins with the first. */
  readonly clauses: readonly string[];
  /** `V9 the article's LSTM with both flags` */
  readonly title: string;
  /** Those that are refused when it fails; none for what a backend may do without. */
  readonly levels: readonly Level[];
  /**
   * Layers that the case makes of what a backend claims, see claimed.ts; a backend that does not claim all of them is not
   * asked.
   */
  configs(supports: Supports): readonly LayerConfig[];
  /** Claims that no config shows. */
  readonly claims: readonly PlainClaim[];
  /** Throws a Mismatch, or whatever the backend throws. */
  run(lab: Lab): Promise<void>;
}

/** Where the clause leaves no choice, the layers themselves. */
export type Configs = readonly LayerConfig[] | Case['configs'];

interface CaseInput {
  readonly id: string;
  readonly clauses: readonly [string, ...string[]];
  /** What is so when the case passes; the clause ids are put before it. */
  readonly says: string;
  readonly levels?: readonly Level[];
  readonly configs?: Configs;
  readonly claims?: Case['claims'];
  /** Whether it is tried on each cell that is claimed; if not, on the first that will do. */
  readonly everyCell?: boolean;
  readonly run: (lab: Lab) => Promise<void>;
}

/** Completes a case: core unless it says otherwise. Frozen, as a backend of the same process might come by. */
export function defineCase({
  says,
  levels: given,
  configs = [],
  everyCell = false,
  run,
  ...input
}: CaseInput): Case {
  return Object.freeze({
    claims: [],
    ...input,
    run: everyCell ? (lab: Lab) => lab.inEachCell(run) : run,
    clauses: Object.freeze([...input.clauses]),
    configs: typeof configs === 'function' ? configs : () => configs,
    levels: Object.freeze([...(given ?? (['core'] as const))]),
    title: `${input.clauses.join(' ')} ${says}`,
  });
}
