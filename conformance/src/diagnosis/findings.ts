// What wrong calls have in common and right ones have not: sizes, flags, what happened before, what is left behind.

import { listed } from './fit.ts';
import { earlierOnes, sayEarlier } from './earlier.ts';
import type { Fault, Judge, Judged } from './judge.ts';
import { type Condition, narrow, type Wrong } from './narrow.ts';
import { costOf, isAskable, nameOf, type Question } from './question.ts';

export interface Finding {
  readonly fault: Fault;
  /** A sentence: the rule, and how many calls speak for it. */
  readonly says: string;
  readonly rule: string;
  /** Whether a call is one of those that go wrong so. */
  readonly fits: (question: Question) => boolean;
  /** Calls that do, with numbers to be explained. */
  readonly wrong: readonly Judged[];
  /** Whether it tells some calls from others. */
  readonly isNarrow: boolean;
}

/** As many are told; a backend in which more is wrong is wrong altogether. */
const most = 3;

/** As many calls must have been wrong, and right, before something is said of them. */
const enough = 3;

/** Calls that are tried after and before others, when none is wrong by itself. */
const triedWithOthers = 8;

/** What is looked into is found first: where numbers are wrong, nothing else about the call matters. */
const order: readonly Fault[] = ['numbers', 'thrown', 'left', 'written'];

/**
 * @param asked  what failing cases have asked, the likeliest to be wrong first
 * @param passed  what passing cases have asked
 */
export async function findingsOf(
  judge: Judge,
  asked: readonly Question[],
  passed: readonly Question[],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  // A backend that keeps what it was asked has been spoilt by what was asked before: from here on each call has a new one.
  const spoilt = await firstWrong(judge, asked, () => true);
  if (spoilt !== undefined) await judge.isSpoilt(spoilt);
  const isNew = ({ question, fault }: Judged): boolean =>
    !findings.some((finding) => finding.fault === fault && finding.fits(question));
  let isAnyWrong = false;
  while (findings.length < most) {
    const start = await firstWrong(judge, asked, isNew);
    if (start === undefined) break;
    isAnyWrong = true;
    const finding = await findingFrom(judge, start, [...asked, ...passed]);
    // What is found again is an exception to what was found.
    if (finding === undefined || findings.some((one) => one.rule === finding.rule)) break;
    findings.push(finding);
  }
  if (findings.length > 0 || isAnyWrong) return findings;
  const judged = await firstAfterOthers(judge, asked);
  const finding = judged && (await findingFrom(judge, judged, []));
  return finding === undefined ? [] : [finding];
}

/** The first call that is wrong after something else. */
async function firstAfterOthers(
  judge: Judge,
  asked: readonly Question[],
): Promise<Judged | undefined> {
  for (const question of asked.slice(0, triedWithOthers)) {
    for (const earlier of earlierOnes) {
      const judged = await judgeIfAskable(judge, { ...question, earlier });
      if (judged?.fault === undefined) continue;
      if (await judge.isSpoilt(judged)) return firstAfterOthers(judge, asked);
      return judged;
    }
  }
  return undefined;
}

async function judgeIfAskable(judge: Judge, question: Question): Promise<Judged | undefined> {
  if (!isAskable(judge.backend.supports, question)) return undefined;
  return judge.judge(question);
}

async function firstWrong(
  judge: Judge,
  asked: readonly Question[],
  isNew: (judged: Judged) => boolean,
): Promise<Judged | undefined> {
  const wrong: Judged[] = [];
  // Cheap ones first: what large ones have in common with them is found in less time.
  for (const question of asked.toSorted((a, b) => costOf(a) - costOf(b))) {
    const judged = await judgeIfAskable(judge, question);
    if (judged?.fault === undefined || !isNew(judged)) continue;
    if (judged.fault === order[0]) return judged;
    wrong.push(judged);
  }
  return wrong.toSorted((a, b) => rank(a) - rank(b))[0];
}

function rank({ fault }: Judged): number {
  return order.indexOf(fault as Fault);
}

async function findingFrom(
  judge: Judge,
  start: Judged,
  others: readonly Question[],
): Promise<Finding | undefined> {
  const fault = start.fault as Fault;
  const wrong: Judged[] = [];
  const isWrong: Wrong = async (question) => {
    const judged = await judge.judge(question);
    if (judged === undefined) return undefined;
    if (judged.isUnclear) return 'unclear';
    if (judged.fault === fault) wrong.push(judged);
    return judged.fault === fault;
  };
  const narrowed = await narrow(start.question, judge.backend.supports, isWrong);
  const { question, asked, isComplete } = narrowed;
  // Half of what they have in common would be said to be all.
  if (!isComplete && question.earlier === 'nothing') return undefined;
  const conditions = isComplete ? narrowed.conditions : [];
  const fits = (one: Question): boolean => conditions.every(({ holds }) => holds(one));
  const seen = new Map(asked.map((one) => [nameOf(one[0]), one]));
  for (const other of others) {
    if (!isAskable(judge.backend.supports, other)) continue;
    const is = await isWrong(other);
    if (is === true || is === false) seen.set(nameOf(other), [other, is]);
  }
  const answers = [...seen.values()];
  const count = (does: boolean, is: boolean): number =>
    answers.filter(([one, wasWrong]) => fits(one) === does && wasWrong === is).length;
  const [wrongWithin, rightWithin, rightWithout] = [
    count(true, true),
    count(true, false),
    count(false, false),
  ];
  // A rule with as many exceptions is none.
  const isRule =
    wrongWithin >= (question.earlier === 'nothing' ? enough : 1) && rightWithin * 10 <= wrongWithin;
  if (!isRule) return undefined;
  const isNarrow = conditions.some(({ says }) => says !== undefined);
  if (isNarrow && rightWithout < enough) return undefined;
  const example = wrong.find((one) => nameOf(one.question) === nameOf(question)) ?? start;
  const rule = ruleOf(fault, example, conditions);
  const evidence = isNarrow
    ? `${wrongWithin} such calls went wrong, ${rightWithout} others did not`
    : `${wrongWithin} calls of all kinds and sizes were tried`;
  return {
    fault,
    rule,
    says: `${rule} (${evidence}).`,
    fits,
    wrong,
    isNarrow,
  };
}

function ruleOf(
  fault: Fault,
  { question, answer }: Judged,
  conditions: readonly Condition[],
): string {
  const where = conditions.flatMap(({ says }) => says ?? []).join(', ');
  const { earlier } = question;
  const only = where === '' ? '' : ` only ${where}`;
  return {
    numbers:
      earlier === 'nothing'
        ? `Wrong${only || ' in every call'}`
        : `Right by itself, wrong ${sayEarlier(earlier)}${where && `, ${where}`}`,
    thrown: `Throws “${answer.thrown}”${only || ' in every call'}`,
    left: `Leaves ${leftText(answer.left)} behind ${callText(question)}${only && `,${only}`}`,
    written: `Changes ${answer.written}${only || ' in every call'}`,
  }[fault];
}

function callText({ drive, earlier, timeSteps }: Question): string {
  if (earlier !== 'nothing') return sayEarlier(earlier);
  if (drive === 'frames') return `after a stream of ${timeSteps} frames`;
  return {
    run: 'in each call',
    stateful: 'in two calls of a stateful layer',
    chunk: 'in each chunk',
  }[drive];
}

function leftText(left: Judged['answer']['left']): string {
  const parts = Object.entries(left).map(([name, number]) =>
    number === 1 ? `1 ${name.slice(0, -1)}` : `${number} ${name}`,
  );
  return listed(parts, 'and');
}
