// Pairwise covering: few rows of choices in which every two choices that can stand together do so once. Faults of real
// implementations lie in one branch or in two that meet; nearly all that testing can find are found by pairs (Kuhn,
// Wallace, Gallo 2004, "Software fault interactions"). Greedy, after Cohen et al. 1997, "The AETG system". Libraries that do
// it in JavaScript (covertable 2.5) have no say over the order of the rows, which here is: what is new comes first.

import type { Random } from '../random.ts';

/** What may be chosen, by name; the simplest first. */
export type Factors = Readonly<Record<string, readonly unknown[]>>;

/** One choice of each. */
type Row<F extends Factors> = { readonly [K in keyof F]: F[K][number] };

type Pair = Readonly<Record<string, unknown>>;

/** By factor, the index of the choice. */
export type Indices = readonly number[];

/** What a covering is made of. */
export interface Plan {
  readonly factors: Factors;
  /** Whether two choices cannot stand together. */
  readonly excludes: (pair: Pair) => boolean;
  /** Whether two choices that can are asked for; otherwise they are left to chance. */
  readonly asksFor: (pair: Pair) => boolean;
  /** Choices that show most, for where nothing new is to be had. */
  readonly telling: Readonly<Record<string, unknown>>;
  readonly random: Random;
  /** Rows that there are already. */
  readonly known: readonly Indices[];
}

/**
 * Rows that, together with those that there are, have every pair of choices that is asked for; a row as indices, for
 * search to make smaller.
 */
export function pairwise(plan: Plan): Indices[] {
  const { random } = plan;
  const pairs = new Pairs(plan);
  for (const row of plan.known) pairs.cover(row);
  const rows: Indices[] = [];
  for (let start = pairs.next(); start !== undefined; start = pairs.next()) {
    const row = pairs.completed(start, random);
    pairs.cover(row);
    rows.push(row);
  }
  return rows;
}

/** The choices that a row of indices stands for. */
export function rowOf<F extends Factors>(factors: F, indices: Indices): Row<F> {
  return Object.fromEntries(
    Object.entries(factors).map(([name, levels], place) => [
      name,
      levels[indices[place] as number],
    ]),
  ) as Row<F>;
}

/** As Indices, -1 where nothing is chosen yet. */
type Choice = number[];

const [covered, open, excluded] = [0, 1, 2];

class Pairs {
  readonly #names: readonly string[];
  readonly #sizes: readonly number[];
  /** By pair of factors and of levels, in both orders: open, excluded, or covered, as what is not asked for is. */
  readonly #state: readonly (readonly Uint8Array[])[];
  /** By factor, the index of the choice that shows most; -1 for none. */
  readonly #telling: readonly number[];

  constructor({ factors, excludes, asksFor, telling }: Plan) {
    this.#names = Object.keys(factors);
    this.#telling = this.#names.map((name) => factors[name]?.indexOf(telling[name]) ?? -1);
    const levels = Object.values(factors);
    this.#sizes = levels.map(({ length }) => length);
    const stateOf = (i: number, a: unknown, j: number, b: unknown): number => {
      const pair = { [this.#names[i] as string]: a, [this.#names[j] as string]: b };
      return excludes(pair) ? excluded : asksFor(pair) ? open : covered;
    };
    const upper = levels.map((mine, i) =>
      levels.map((others, j) =>
        i < j
          ? Uint8Array.from(mine.flatMap((a) => others.map((b) => stateOf(i, a, j, b))))
          : new Uint8Array(0),
      ),
    );
    this.#state = levels.map((mine, i) =>
      levels.map((others, j) =>
        i < j
          ? (upper[i]?.[j] as Uint8Array)
          : transposed(upper[j]?.[i] as Uint8Array, others.length, mine.length),
      ),
    );
  }

  /** A pair that no row has yet: one of the factors that have most levels, whose pairs take most rows. */
  next(): Choice | undefined {
    const order = [...this.#sizes.keys()].toSorted(
      (a, b) => (this.#sizes[b] as number) - (this.#sizes[a] as number),
    );
    for (const [place, i] of order.entries()) {
      for (const j of order.slice(place + 1)) {
        const at = this.#between(i, j).indexOf(open);
        if (at === -1) continue;
        const row = this.#names.map(() => -1);
        row[i] = Math.floor(at / (this.#sizes[j] as number));
        row[j] = at % (this.#sizes[j] as number);
        return row;
      }
    }
    return undefined;
  }

  /** The row with a level for every factor, each the one that covers most together with those before it. */
  completed(start: Choice, random: Random): Choice {
    const row = [...start];
    const chosen = [...row.keys()].filter((factor) => row[factor] !== -1);
    const left = [...row.keys()]
      .filter((factor) => row[factor] === -1)
      .map((factor) => [random(), factor] as const)
      .toSorted(([a], [b]) => a - b);
    for (const [, factor] of left) {
      row[factor] = this.#best(factor, row, chosen, random);
      chosen.push(factor);
    }
    return row;
  }

  // By index, not by entries(): it is called for every row again and again, and took a third of all the time.
  cover(row: Indices): void {
    for (let i = 0; i < row.length; i++) {
      for (let j = 0; j < row.length; j++) {
        if (i === j) continue;
        const states = this.#between(i, j);
        const at = (row[i] as number) * (this.#sizes[j] as number) + (row[j] as number);
        // What a row has that there was already may be excluded here.
        if (states[at] === open) states[at] = covered;
      }
    }
  }

  #best(factor: number, row: Choice, chosen: readonly number[], random: Random): number {
    const size = this.#sizes[factor] as number;
    const from = Math.floor(random() * size);
    let [best, most] = [-1, -1];

    for (let step = 0; step < size; step++) {
      const level = (from + step) % size;
      let gain = 0;
      for (const other of chosen) {
        const state = this.#between(other, factor)[(row[other] as number) * size + level];
        if (state === excluded) {
          gain = -1;
          break;
        }
        if (state === open) gain++;
      }
      if (gain > most) [best, most] = [level, gain];
    }
    const telling = this.#telling[factor] as number;
    if (most === 0 && telling !== -1 && random() < 0.75) {
      const isAllowed = chosen.every(
        (other) =>
          this.#between(other, factor)[(row[other] as number) * size + telling] !== excluded,
      );
      if (isAllowed) return telling;
    }
    if (best === -1) throw new Error(`no level of ${this.#names[factor]} goes with the others`);
    return best;
  }

  #between(i: number, j: number): Uint8Array {
    return this.#state[i]?.[j] as Uint8Array;
  }
}

/** [rows, columns] as [columns, rows]; empty stays empty. */
function transposed(states: Uint8Array, rows: number, columns: number): Uint8Array {
  return states.map((_, at) => states[(at % rows) * columns + Math.floor(at / rows)] as number);
}
