// Which known mistake a backend makes: a mutant whose wrong numbers are the backend's, in several cases and calls, and
// which is wrong nowhere where the backend is right.

import type { Backend, Precision } from '@gatefold/contract';
import { mutants } from '../mutants/catalogue.ts';
import { disguise, type Mutant } from '../mutants/mutant.ts';
import { plainBackend } from '../plain/plain-backend.ts';
import type { Values } from '../values.ts';
import { ask } from './ask.ts';
import type { Deadline } from './budget.ts';
import type { Finding } from './findings.ts';
import { areAlike, type Judge } from './judge.ts';
import { type Ran, watchCase } from './watch-case.ts';

/** How many likenesses are worth telling; more say nothing. */
const tellable = 3;

/** Failing cases that are tried on mutants, at most, and passing ones. */
const [mostFailing, mostPassing] = [10, 8];

/** What is added to the seed, to draw the numbers of a case that fails alone again. */
const again = [1, 2, 3];

/** Wrong calls whose numbers a mutant must have, of each finding. */
const mostCalls = 5;

/** Numbers of one mutant lie this near to those of a backend that does the same. */
const nearness: Readonly<Record<Precision, number>> = { f64: 1e-5, f32: 1e-5, f16: 2 ** -7 };

export interface Likenesses {
  /** By the id of a case, what it looks like: phrases as in {@link Mutant.says}. */
  readonly phrases: ReadonlyMap<string, readonly string[]>;
  /** Cases with wrong numbers that every mutant was tried on, and none explains. */
  readonly unlike: ReadonlySet<string>;
  /** What another case looks like, by what it has read: of the mistakes that are named already. */
  readonly phrasesFor: (one: Ran, readings: readonly Values[]) => Promise<readonly string[]>;
}

/** The mutants that change numbers. */
export const knownMistakes: readonly Mutant[] = mutants.filter(
  ({ changesValues }) => changesValues,
);

interface Evidence {
  readonly failed: readonly Ran[];
  readonly passed: readonly Ran[];
  readonly findings: readonly Finding[];
}

/** @param known  what it may look like */
export async function likenessesOf(
  judge: Judge,
  { failed, passed, findings }: Evidence,
  deadline: Deadline,
  known: readonly Mutant[] = knownMistakes,
): Promise<Likenesses> {
  return new Likeness(judge, deadline, findings, known).among(failed, passed);
}

/** How far a mutant is from being the mistake. */
interface Score {
  readonly mutant: Mutant;
  /** What has its numbers: cases, each with the seed, and the calls of a finding, which are several. */
  readonly explains: Set<string>;
  /** Cases that it fails with other numbers, and that the backend passes. */
  contradicted: number;
  refuted: boolean;
}

class Likeness {
  readonly #judge: Judge;
  readonly #deadline: Deadline;
  readonly #findings: readonly Finding[];
  readonly #known: readonly Mutant[];
  readonly #scores = new Map<Mutant, Score>();
  readonly #near: number;

  constructor(
    judge: Judge,
    deadline: Deadline,
    findings: readonly Finding[],
    known: readonly Mutant[],
  ) {
    this.#judge = judge;
    this.#known = known;
    this.#deadline = deadline;
    this.#findings = findings.filter(({ fault }) => fault === 'numbers');
    this.#near = nearness[judge.backend.supports.precision];
  }

  async among(failed: readonly Ran[], passed: readonly Ran[]): Promise<Likenesses> {
    const candidates = await this.#thatExplainCalls();
    const tried = new Set<string>();
    let more: { readonly one: Ran; readonly seed: number }[] = [];
    for (const one of spread(failed, mostFailing)) {
      if (this.#deadline.passed) break;
      const known = [...this.#scores.values()].filter(({ explains }) => explains.size > 0);
      const seed = this.#judge.seed;
      const isWrong = await this.#tryCase(
        one,
        seed,
        candidates,
        known.map(({ mutant }) => mutant),
      );
      if (isWrong) tried.add(one.item.id);
      if (isWrong) more.push(...again.map((step) => ({ one, seed: seed + step })));
    }
    // One case that fails is several when its numbers are drawn again.
    if (tried.size > 1) more = [];
    for (const { one, seed } of more) {
      const known = [...this.#scores.values()].map(({ mutant }) => mutant);
      if (!this.#deadline.passed) await this.#tryCase({ item: one.item }, seed, known, known);
    }
    await this.#tryPassing(passed);
    return this.#told(tried);
  }

  /** Mutants that give the numbers of wrong calls: all of them, where no call is known. */
  async #thatExplainCalls(): Promise<readonly Mutant[]> {
    if (this.#findings.length === 0) return this.#known;
    const found: Mutant[] = [];
    for (const mutant of this.#known) {
      if (this.#deadline.passed) return [];
      for (const { wrong } of this.#findings) {
        const calls = wrong.filter((_, index) => index % Math.ceil(wrong.length / mostCalls) === 0);
        if (!(await this.#explainsAll(mutant, calls))) continue;
        found.push(mutant);
        this.#scoreOf(mutant).explains.add('calls');
        break;
      }
    }
    return found;
  }

  async #explainsAll(mutant: Mutant, calls: Finding['wrong']): Promise<boolean> {
    for (const { question, seed, answer } of calls) {
      const theirs = await ask(mutant.make(), question, seed);
      if (!this.#judge.alike(question, theirs, answer)) return false;
    }
    return true;
  }

  /** @returns whether numbers are wrong in it */
  async #tryCase(
    one: Ran,
    seed: number,
    candidates: readonly Mutant[],
    likely: readonly Mutant[],
  ): Promise<boolean> {
    const { backend } = this.#judge;
    const readings = await readingsOf(backend, one, seed);
    const honest = await readingsOf(posing(plainBackend(), backend), one, seed);
    if (this.#isPart(readings, honest)) return false;
    const tryAll = async (some: readonly Mutant[]): Promise<boolean> => {
      let found = false;
      for (const mutant of some) {
        if (this.#deadline.passed) return true;
        const theirs = await readingsOf(posing(mutant.make(), backend), one, seed);
        const score = this.#scoreOf(mutant);
        if (areAlike(readings, theirs, this.#nearTo)) {
          score.explains.add(`${one.item.id} ${seed}`);
          found = true;
        } else if (!this.#isPart(theirs, honest)) score.contradicted++;
      }
      return found;
    };
    if (likely.length > 0 && (await tryAll(likely))) return true;
    await tryAll(candidates.filter((mutant) => !likely.includes(mutant)));
    return true;
  }

  /** A mutant that fails what the backend passes is another mistake, unless the backend makes it only somewhere. */
  async #tryPassing(passed: readonly Ran[]): Promise<void> {
    if (this.#findings.some(({ isNarrow }) => isNarrow)) return;
    const { backend, seed } = this.#judge;
    for (const score of this.#scores.values()) {
      if (!this.#isMistake(score)) continue;
      const near = passed.filter(({ item }) => item.clauses.includes(score.mutant.clause));
      for (const one of near.slice(0, mostPassing)) {
        if (this.#deadline.passed) return;
        const theirs = await readingsOf(posing(score.mutant.make(), backend), one, seed);
        const readings = await readingsOf(backend, one, seed);
        if (areAlike(readings, theirs, this.#nearTo)) continue;
        score.refuted = true;
        break;
      }
    }
  }

  #told(tried: ReadonlySet<string>): Likenesses {
    const named = [...this.#scores.values()].filter((score) => this.#isMistake(score));
    const phrases = new Map<string, readonly string[]>();
    const unlike = new Set<string>();
    const { seed } = this.#judge;
    for (const id of tried) {
      const explaining = named.filter(({ explains }) => explains.has(`${id} ${seed}`));
      const best = Math.max(0, ...explaining.map(({ explains }) => explains.size));
      const found = explaining.filter(({ explains }) => explains.size === best);
      if (found.length > 0 && found.length <= tellable) {
        phrases.set(
          id,
          found.map(({ mutant }) => mutant.says),
        );
      } else if (!this.#deadline.passed) unlike.add(id);
    }
    const told = named.filter(({ mutant }) =>
      [...phrases.values()].some((list) => list.includes(mutant.says)),
    );
    const phrasesFor = async (one: Ran, readings: readonly Values[]): Promise<string[]> => {
      const found: string[] = [];
      const { backend } = this.#judge;
      if (told.length === 0) return found;
      const honest = await readingsOf(posing(plainBackend(), backend), one, seed);
      if (this.#isPart(readings, honest)) return found;
      for (const { mutant } of told) {
        const theirs = await readingsOf(posing(mutant.make(), backend), one, seed);
        if (areAlike(readings, theirs, this.#nearTo)) found.push(mutant.says);
      }
      return found;
    };
    return { phrases, unlike, phrasesFor };
  }

  #isMistake({ explains, contradicted, refuted }: Score): boolean {
    return !refuted && explains.size > 1 && contradicted * 3 <= explains.size;
  }

  #scoreOf(mutant: Mutant): Score {
    let score = this.#scores.get(mutant);
    if (score === undefined) {
      score = { mutant, explains: new Set(), contradicted: 0, refuted: false };
      this.#scores.set(mutant, score);
    }
    return score;
  }

  readonly #nearTo = (wanted: number): number => this.#near * (1 + Math.abs(wanted));

  /** Whether nothing that was read is wrong: a case may end earlier than an honest one, for another reason. */
  #isPart(some: readonly Values[], honest: readonly Values[]): boolean {
    return areAlike(some, honest.slice(0, some.length), this.#nearTo);
  }
}

/** Cheap ones, of as many kinds as there are. */
function spread(failed: readonly Ran[], most: number): readonly Ran[] {
  const byKind = new Map<string, Ran[]>();
  for (const one of failed.toSorted((a, b) => (a.milliseconds ?? 0) - (b.milliseconds ?? 0))) {
    const kind = one.item.id.split('/').slice(0, 2).join('/');
    byKind.set(kind, [...(byKind.get(kind) ?? []), one]);
  }
  const kinds = [...byKind.values()];
  const rounds = Math.max(0, ...kinds.map((list) => list.length));
  return Array.from({ length: rounds }, (_, round) => kinds.flatMap((list) => list[round] ?? []))
    .flat()
    .slice(0, most);
}

/** A backend that claims what another claims, so that a case asks the same of it. */
function posing(plain: Backend, { supports }: Backend): Backend {
  return disguise(plain, () => ({ supports }));
}

async function readingsOf(backend: Backend, one: Ran, seed: number): Promise<readonly Values[]> {
  return (await watchCase(backend, one, seed)).readings;
}
