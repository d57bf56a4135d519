// What a host and the place where its cases run say to each other: over a process's channel, or to a page.

import { caseOf } from '../cases.ts';
import type { Subject } from '../diagnosis/diagnose.ts';
import type { RunToExplain, Told } from '../diagnosis/told.ts';
import { HarnessError } from '../harness-error.ts';
import type { LabSettings } from '../lab.ts';
import type { CaseResult, Report } from '../report/report.ts';
import { runCase } from '../run-case.ts';
import { stackLines, type StackFrame } from '../stack.ts';

export type Order =
  | { readonly kind: 'run'; readonly id: string; readonly settings: LabSettings }
  | { readonly kind: 'diagnose'; readonly run: RunToExplain };

/**
 * How long an order may take where a case may take `timeout`: ten times as long for a diagnosis, which runs many cases, and
 * for a law over sizes or pairs, which makes hundreds of layers. Shaders in software take 0.1 s for each on a busy machine.
 */
export function timeFor(order: Order, timeout: number): number {
  const isShort = order.kind === 'run' && !/^law\/(sizes|pairs)\//.test(order.id);
  return isShort ? timeout : 10 * timeout;
}

export type Reply =
  | {
      readonly kind: 'ready';
      readonly backend: Report['backend'];
      /** What a page says of the browser that it is in. */
      readonly page?: Readonly<Record<string, string>>;
    }
  /** There is no backend: a reason that stands in a HarnessError, and where the module threw. */
  | {
      readonly kind: 'refused';
      readonly message: string;
      readonly stack: readonly StackFrame[];
    }
  | {
      readonly kind: 'result';
      readonly result: CaseResult;
      /** The backend's, as it is now: a device may have chosen its kernels since. */
      readonly environment?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'told'; readonly told: readonly [id: string, told: Told][] };

/** Why there is no backend, of the first reply when it is not that one is ready. */
export function refusalOf(reply: Exclude<Reply, { kind: 'ready' }>): HarnessError {
  if (reply.kind !== 'refused') return new HarnessError(`unexpected: ${reply.kind}`);
  const { message, stack } = reply;
  return new HarnessError([message, ...stackLines(stack).map((line) => `    ${line}`)].join('\n'));
}

/** Carries out an order where the backend is. */
export async function carryOut(subject: Subject, order: Order): Promise<Reply> {
  const { backend } = subject;
  if (order.kind === 'run') {
    const { id, settings } = order;
    const result = await runCase(backend, caseOf(id), settings, subject.anew);
    const { environment } = backend;
    return { kind: 'result', result, ...(environment === undefined ? {} : { environment }) };
  }
  // With the mutants it is a sixth of the suite, which a page whose backend fails nothing need not fetch.
  const { diagnose } = await import('../diagnosis/diagnose.ts');
  return { kind: 'told', told: [...(await diagnose(subject, order.run))] };
}
