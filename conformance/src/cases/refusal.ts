// How a refusal is tried: beside a control that differs in one thing and must succeed.

import { type ErrorCode, isRnnError, type RnnError, type Supports } from '@gatefold/contract';
import { type Case, type Configs, defineCase, type Level } from '../case.ts';
import type { Lab } from '../lab.ts';
import { expectTrue, Mismatch } from '../values.ts';

type Attempts = Readonly<Record<string, (lab: Lab) => unknown>>;

export interface RefusalInput {
  readonly id: string;
  readonly clauses: readonly [string, ...string[]];
  readonly says: string;
  readonly code: ErrorCode;
  readonly levels?: readonly [Level, ...Level[]];
  readonly configs?: Configs;
  readonly claims?: Case['claims'];
  /** What must succeed. */
  readonly control: (lab: Lab) => unknown;
  /** What must be refused, each by itself; a function where it depends on what is claimed. */
  readonly attempts: Attempts | ((supports: Supports) => Attempts);
}

export function refusalCase({ code, control, attempts, ...input }: RefusalInput): Case {
  return defineCase({
    ...input,
    id: `refusal/${input.id}`,
    everyCell: true,
    // Every refusal is looked at for what its error carries, and for what it leaves behind.
    clauses: [...input.clauses, 'E22', 'E23'],
    run: async (lab) => {
      await control(lab);
      const before = JSON.stringify(lab.backend.memory());
      const { supports } = lab;
      const tried = typeof attempts === 'function' ? attempts(supports) : attempts;
      for (const [name, attempt] of Object.entries(tried)) {
        await expectRefusal(name, code, () => attempt(lab));
        const after = JSON.stringify(lab.backend.memory());
        expectTrue(
          `${name}: a refusal must keep no memory, had ${before}, has ${after}`,
          after === before,
        );
      }
      await control(lab);
    },
  });
}

/** Runs what must throw, or reject, with a code and with all that an error carries. */
export async function expectRefusal(
  what: string,
  code: ErrorCode,
  attempt: () => unknown,
): Promise<void> {
  let refusal: unknown;
  try {
    await attempt();
  } catch (error) {
    refusal = error;
  }
  if (refusal === undefined)
    throw new Mismatch(`${what}: must be refused with ${code}, was served`);
  if (!isRnnError(refusal)) {
    throw new Mismatch(`${what}: must be refused with ${code}, threw ${textOf(refusal)}`);
  }
  expectTrue(
    `${what}: code must be ${code}, got ${refusal.code}: ${refusal.message}`,
    refusal.code === code,
  );
  expectComplaint(what, refusal);
}

/** What was wrong in these was a value, so the error has one to show. */
const codesWithActual: readonly ErrorCode[] = ['RNN_SHAPE', 'RNN_DTYPE'];

export function expectComplaint(
  what: string,
  { code, where, expected, actual, message }: RnnError,
): void {
  for (const [name, text] of Object.entries({ where, expected, actual })) {
    if (text === undefined && name === 'actual' && !codesWithActual.includes(code)) continue;
    expectTrue(
      `${what}: an error must carry ${name}, and say so in its message; got ${textOf(text)} in: ${message}`,
      typeof text === 'string' && text !== '' && message.includes(text),
    );
  }
  expectTrue(
    `${what}: a message must have at most 1,000 characters, none of them a control character, got ${message.length}: ${JSON.stringify(message.slice(0, 100))}`,
    /^\P{Cc}{1,1000}$/u.test(message),
  );
  expectTrue(`${what}: where must begin with what is wrong, got '${where}'`, /^\w/.test(where));
}

/** What was thrown, in words. */
export function textOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : JSON.stringify(thrown);
}
