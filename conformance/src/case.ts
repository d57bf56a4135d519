// What a case is. Cases are listed in cases.ts and run by run-suite.ts.

import type { LayerConfig } from '@gatefold/contract';
import type { Lab } from './lab.ts';

/**
 * What a backend can be granted, each only when every case in it passes.
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

export interface Case {
  /** A path that never changes: `article/lstm/both`. */
  readonly id: string;
  /** The clauses that it defends; the title begins with the first. */
  readonly clauses: readonly string[];
  /** `V9 the article's LSTM with both flags` */
  readonly title: string;
  /** Those that are granted only when it passes; none for what a backend may do without. */
  readonly levels: readonly Level[];
  /** Layers that the case makes: a backend that does not claim them is not asked. */
  readonly configs: readonly LayerConfig[];
  /** Claims that no config shows. */
  readonly claims: readonly ('masking' | 'streaming' | 'dataSync')[];
  /** Throws a Mismatch, or whatever the backend throws. */
  run(lab: Lab): Promise<void>;
}

interface CaseInput {
  readonly id: string;
  readonly clauses: readonly [string, ...string[]];
  /** What is so when the case passes; the clause ids are put before it. */
  readonly says: string;
  readonly levels?: readonly Level[];
  readonly configs?: readonly LayerConfig[];
  readonly claims?: Case['claims'];
  readonly run: (lab: Lab) => Promise<void>;
}

/** Completes a case: core unless it says otherwise. */
export function defineCase({ says, levels: given, ...input }: CaseInput): Case {
  return {
    configs: [],
    claims: [],
    ...input,
    levels: given ?? ['core'],
    title: `${input.clauses.join(' ')} ${says}`,
  };
}
