// The shape of a clause.

/** One rule of the contract. Ids are never renumbered; a rule that is withdrawn leaves its id behind. */
export interface Clause {
  /** A letter for the group and a number: `M3`. Titles of tests begin with it. */
  readonly id: string;
  /** The rule in one sentence. */
  readonly sentence: string;
  /** Where the rule comes from: a Keras file, an issue, a paper, or this project's own design. */
  readonly source: string;
  /** Whom the rule binds: every backend (the conformance suite proves it), or this package (its own tests do). */
  readonly binds: 'backend' | 'contract';
  /** Where versions of Keras or Keras's own backends disagree: who does what instead. */
  readonly diverges?: string;
}

export function backendClause(
  id: string,
  sentence: string,
  source: string,
  diverges?: string,
): Clause {
  return {
    id,
    sentence,
    source,
    binds: 'backend',
    ...(diverges === undefined ? {} : { diverges }),
  };
}

export function contractClause(
  id: string,
  sentence: string,
  source: string,
  diverges?: string,
): Clause {
  return { ...backendClause(id, sentence, source, diverges), binds: 'contract' };
}
