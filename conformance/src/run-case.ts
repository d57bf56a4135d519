// Runs one case on a backend that is at hand, and says what came of it.

import { type Backend, isRnnError, type Supports } from '@gatefold/contract';
import { missingSupport } from '@gatefold/contract/author';
import { beginning } from './bounded-text.ts';
import type { Case, Claim } from './case.ts';
import { UnderClaimed } from './cases/supports.ts';
import { type Anew, Lab, type LabSettings } from './lab.ts';
import { outageOf } from './outage.ts';
import type { CaseResult, Status } from './report/report.ts';
import { messageOf } from './message-of.ts';
import { now } from './now.ts';
import { stackOf } from './stack.ts';
import { expectMemory, expectTrue, Mismatch } from './values.ts';

/** Why a backend is not asked to run a case. */
export interface Missing {
  /** The first thing that the case needs and the backend does not claim. */
  readonly message: string;
  /** Every claim of which the case needs more than is claimed. */
  readonly lacks: readonly [Claim, ...Claim[]];
}

/** Says why a backend is not asked to run a case; undefined when it is. */
export function missingFor(supports: Supports, item: Case): Missing | undefined {
  const missing = [
    ...item.configs(supports).flatMap((config) => missingSupport(supports, config) ?? []),
    ...item.claims
      .filter((name) => !supports[name])
      .map((name) => ({ what: name, name, claim: `${name}: false` })),
  ];
  const [first] = missing;
  if (first === undefined) return undefined;
  const lacks = [...new Set(missing.map(({ name }) => name))] as [Claim, ...Claim[]];
  return { message: `${first.what} (supports.${first.claim})`, lacks };
}

/** What a result says of its case, whatever came of it. */
export function identityOf({
  id,
  title,
  clauses,
  levels,
}: Case): Pick<CaseResult, 'id' | 'title' | 'clauses' | 'levels'> {
  return { id, title, clauses, levels };
}

/** What every result of a case has. */
export function resultOf(item: Case, status: Status, rest: Partial<CaseResult> = {}): CaseResult {
  return { ...identityOf(item), status, headroom: 0, milliseconds: 0, ...rest };
}

/**
 * Runs one case, or says that the backend is not asked.
 *
 * @param anew  makes another backend like it, where that can be done
 */
export async function runCase(
  backend: Backend,
  item: Case,
  settings: LabSettings,
  anew?: Anew,
): Promise<CaseResult> {
  const missing = missingFor(backend.supports, item);
  if (missing !== undefined) return resultOf(item, 'unsupported', missing);
  const lab = new Lab(backend, settings, anew);
  const start = now();
  const { status, ...rest } = await attempt(lab, item);
  const milliseconds = now() - start;
  const { failure, headroom } = lab;
  return resultOf(item, status, {
    ...rest,
    headroom,
    milliseconds,
    ...(failure === undefined ? {} : { failure }),
  });
}

type Outcome = Pick<CaseResult, 'status' | 'message' | 'comparison' | 'stack' | 'printed'>;

async function attempt(lab: Lab, item: Case): Promise<Outcome> {
  try {
    const before = lab.backend.memory();
    const claims = JSON.stringify(lab.backend.supports);
    try {
      await item.run(lab);
    } finally {
      lab.end();
      // What failed and was read by nobody is told here.
      await Promise.all([lab.backend.idle(), lab.backend.idle()]);
    }
    const claimsNow = JSON.stringify(lab.backend.supports);
    expectTrue(
      `supports must stay what it is, was ${claims}, is ${claimsNow}`,
      claimsNow === claims,
    );
    if (!lab.backend.disposed) expectMemory('after the case', lab.backend, before);
    return { status: lab.isIllConditioned ? 'ill-conditioned' : 'pass' };
  } catch (error) {
    return outcomeOf(error);
  }
}

function outcomeOf(error: unknown): Outcome {
  const message = beginning(messageOf(error));
  const outage = outageOf(error);
  if (outage !== undefined) {
    const { status, printed } = outage;
    return { status, message, ...(printed === '' ? {} : { printed }) };
  }
  // fast-check keeps what the property threw as the cause of its own error.
  const thrown = (error as { cause?: unknown } | undefined)?.cause ?? error;
  const { comparison } = error as Mismatch;
  const status = statusOf(error, thrown);
  const stack = status === 'errored' ? stackOf(thrown) : [];
  return {
    status,
    message,
    ...(comparison === undefined ? {} : { comparison }),
    ...(stack.length === 0 ? {} : { stack }),
  };
}

function statusOf(error: unknown, thrown: unknown): Status {
  if (error instanceof UnderClaimed) return 'under-claimed';
  const isWrong = (one: unknown): boolean =>
    one instanceof Mismatch || (isRnnError(one) && one.code === 'RNN_ENGINE');
  return isWrong(error) || isWrong(thrown) ? 'fail' : 'errored';
}
