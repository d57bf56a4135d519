// Where cases run: in this process, in a worker process, behind stdio, in a browser. The suite drives them all alike.

import type { Backend } from '@gatefold/contract';
import type { Diagnosis, RunToExplain } from '../diagnosis/told.ts';
import type { LabSettings } from '../lab.ts';
import type { CaseResult, Report } from '../report/report.ts';

export interface Host {
  /** The backend, as it has presented itself; its `environment` as it is after the last case. */
  readonly backend: Report['backend'];
  /** What stands around it: Node, the operating system, the browser. */
  readonly environment: Report['environment'];
  /** Runs a case. A backend that hangs, or ends, is a result; the next case finds it started again. */
  runCase(id: string, settings: LabSettings): Promise<CaseResult>;
  /** Says what the failures of a run have in common; see diagnosis/diagnose.ts. */
  diagnose(run: RunToExplain): Promise<Diagnosis>;
  close(): Promise<void>;
}

/** A backend as a report presents it. */
export function presented(
  { name, version, environment, supports }: Backend,
  through: Report['backend']['through'],
  specifier?: string,
): Report['backend'] {
  return {
    name,
    ...(version === undefined ? {} : { version }),
    ...(environment === undefined ? {} : { environment }),
    supports,
    ...(specifier === undefined ? {} : { specifier }),
    through,
  };
}

/** Whether two starts gave one backend. */
export function isSame(one: Report['backend'], other: Report['backend']): boolean {
  const [a, b] = [one, other].map(({ name, version, supports }) =>
    JSON.stringify([name, version, supports]),
  );
  return a === b;
}

/** Backends of one run as a report presents them: as the first, with what each says of its environment. */
export function presentedTogether(backends: readonly Report['backend'][]): Report['backend'] {
  const { environment: _, ...rest } = backends[0] as Report['backend'];
  const environments = backends.flatMap(({ environment }) =>
    environment === undefined ? [] : [environment],
  );
  return { ...rest, ...(environments.length === 0 ? {} : { environment: joined(environments) }) };
}

/** Every value that one of them has: machines of a CI matrix differ. */
export function joined(environments: readonly Report['environment'][]): Record<string, string> {
  const names = new Set(environments.flatMap((one) => Object.keys(one)));
  return Object.fromEntries(
    [...names].map((name) => {
      const values = environments.flatMap((one) => (name in one ? [one[name]] : []));
      return [name, [...new Set(values)].join(' | ')];
    }),
  );
}
