// Says what failures have in common, where the backend is: which calls go wrong, which known mistake gives these numbers,
// and what a failure needs to come again.

import type { Backend } from '@gatefold/contract';
import { caseOf } from '../cases.ts';
import type { Anew } from '../lab.ts';
import { passing } from '../report/report.ts';
import { Deadline } from './budget.ts';
import { CaseHistory } from './case-history.ts';
import { type Finding, findingsOf } from './findings.ts';
import { Judge } from './judge.ts';
import { likenessesOf } from './likeness.ts';
import { nameOf, type Question } from './question.ts';
import type { Diagnosis, RunToExplain, Told } from './told.ts';
import { type Ran, watchCase } from './watch-case.ts';

/** Who is to be looked at. */
export interface Subject {
  readonly backend: Backend;
  /** Absent where there is but the one backend. */
  readonly anew?: Anew;
}

/** Failing cases that are watched, and passing ones. */
const [mostFailing, mostPassing] = [12, 30];

/** Failing cases that are tried alone. */
const mostAlone = 4;

export async function diagnose(subject: Subject, run: RunToExplain): Promise<Diagnosis> {
  const { backend, anew } = subject;
  const deadline = new Deadline(run.time);
  const failed = run.results.filter(({ status }) => status === 'fail' || status === 'errored');
  const told = new Map<string, Told>();
  if (backend.disposed || failed.length === 0) return told;

  const history = anew && new CaseHistory(backend, anew, run, deadline.share(1 / 3));
  const sayHistory = async (result: (typeof failed)[number]): Promise<void> => {
    const said = await history?.of(result);
    if (said !== undefined) told.set(result.id, said);
  };
  const [first] = failed;
  if (first !== undefined) await sayHistory(first);

  const judge = new Judge(subject, run.seed, deadline.share(0.55));
  const failing = failed
    .filter(({ id }) => !told.has(id))
    .toSorted(cheapFirst)
    .map(ranOf);
  const passed = run.results
    .filter(({ status }) => passing.includes(status))
    .toSorted(cheapFirst)
    .map(ranOf);
  const asked = await questionsOf(
    backend,
    failing.slice(0, mostFailing),
    run.seed,
    deadline.share(0.2),
  );
  const others = await questionsOf(
    backend,
    sample(passed, mostPassing),
    run.seed,
    deadline.share(0.1),
  );
  const findings = await findingsOf(judge, distinctOf(asked), distinctOf(others));
  const findingsFor = (id: string): Finding[] =>
    findings.filter(({ fits }) => asked.get(id)?.some((question) => fits(question)));

  const unexplained = failed.filter(({ id }) => !told.has(id) && findingsFor(id).length === 0);
  for (const result of unexplained.toSorted(cheapFirst).slice(0, mostAlone))
    await sayHistory(result);

  const numbers = failing.filter(({ item: { id } }) => !told.has(id));
  const likenesses = await likenessesOf(judge, { failed: numbers, passed, findings }, deadline);
  const { phrases, unlike, phrasesFor } = likenesses;
  const tell = (
    id: string,
    looksLike: readonly string[] | undefined,
    said: readonly string[],
  ): void => {
    const diagnosis = [...(told.get(id)?.diagnosis ?? []), ...said];
    if (looksLike === undefined && diagnosis.length === 0) return;
    told.set(id, {
      ...told.get(id),
      ...(looksLike === undefined ? {} : { looksLike }),
      ...(diagnosis.length === 0 ? {} : { diagnosis }),
    });
  };
  const rest: Ran[] = [];
  for (const one of failing) {
    const { id } = one.item;
    const none = unlike.has(id) ? ['None of the known mistakes gives these numbers.'] : [];
    tell(id, phrases.get(id), [...findingsFor(id).map(({ says }) => says), ...none]);
    if (!asked.has(id)) rest.push(one);
  }
  // What was found is told of as many other failures as there is time to look at.
  for (const one of findings.length + phrases.size > 0 ? rest.toSorted(cheapFirst) : []) {
    if (deadline.passed) break;
    const { id } = one.item;
    const { questions, readings } = await watchCase(backend, one, run.seed);
    asked.set(id, questions);
    const looksLike = phrases.get(id) ?? (await phrasesFor(one, readings));
    tell(
      id,
      looksLike.length === 0 ? undefined : looksLike,
      findingsFor(id).map(({ says }) => says),
    );
  }
  return told;
}

function cheapFirst(a: Pick<Ran, 'milliseconds'>, b: Pick<Ran, 'milliseconds'>): number {
  return (a.milliseconds ?? 0) - (b.milliseconds ?? 0);
}

function ranOf({ id, failure, milliseconds }: RunToExplain['results'][number]): Ran {
  return {
    item: caseOf(id),
    milliseconds,
    ...(failure === undefined ? {} : { found: failure.found }),
  };
}

/** As many of a list, from all over it. */
function sample<T>(list: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, list.length / most);
  return list.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

/** What cases ask, the last first. */
async function questionsOf(
  backend: Backend,
  cases: readonly Ran[],
  seed: number,
  deadline: Deadline,
): Promise<Map<string, readonly Question[]>> {
  const asked = new Map<string, readonly Question[]>();
  for (const one of cases) {
    if (deadline.passed) break;
    asked.set(one.item.id, (await watchCase(backend, one, seed)).questions);
  }
  return asked;
}

/** Each question once, those that come first in a list before all that come second. */
function distinctOf(asked: ReadonlyMap<string, readonly Question[]>): Question[] {
  const lists = [...asked.values()];
  const rounds = Math.max(0, ...lists.map(({ length }) => length));
  const inTurn = Array.from({ length: rounds }, (_, round) =>
    lists.flatMap((list) => list[round] ?? []),
  ).flat();
  return [...new Map(inTurn.map((question) => [nameOf(question), question])).values()];
}
