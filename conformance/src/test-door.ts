// What the doors to test runners share: a backend made once, and each case as a test of its own.

import type { Backend } from '@gatefold/contract';
import type { Case } from './case.ts';
import { type Host } from './hosts/host.ts';
import { localHost } from './hosts/local-host.ts';
import { entriesFor, judged } from './known-failures.ts';
import { failureLines } from './report/terminal.ts';
import { type KnownFailure, passing, type Selection } from './report/report.ts';
import { missingFor } from './run-case.ts';
import { settingsOf, withDiagnosis } from './run-on.ts';
import { selectCases } from './selection.ts';

export interface DoorOptions extends Selection {
  /** For every random choice; the same seed draws the same numbers. */
  readonly seed?: number;
  /** Examples for each law. */
  readonly runs?: number;
  /** What is expected to fail; see readKnownFailures. */
  readonly known?: readonly KnownFailure[];
  /** Whether it is sought what a failure looks like and where else it is wrong; true unless set. */
  readonly diagnosis?: boolean;
}

export class TestDoor {
  readonly cases: readonly Case[];
  readonly #create: () => Backend | Promise<Backend>;
  readonly #options: DoorOptions;
  #backend: Backend | undefined;
  #host: Host | undefined;

  constructor(create: () => Backend | Promise<Backend>, options: DoorOptions) {
    this.cases = selectCases(options);
    this.#create = create;
    this.#options = options;
  }

  async open(): Promise<void> {
    const anew = async (): Promise<Backend> => this.#create();
    this.#backend = await anew();
    this.#host = localHost(this.#backend, 'library', undefined, anew);
  }

  async close(): Promise<void> {
    await this.#host?.close();
  }

  /** Which claim of the backend is missing, so that the case is skipped. */
  missing(item: Case): string | undefined {
    return missingFor((this.#backend as Backend).supports, item)?.message;
  }

  /** Runs a case; undefined when it came out as expected, else what a person needs to know. */
  async complaint({ id }: Case): Promise<string | undefined> {
    const host = this.#host as Host;
    const entries = entriesFor(this.#options.known ?? [], host.backend.version);
    const settings = settingsOf(this.#options, entries);
    const result = judged(await host.runCase(id, settings), entries);
    if (passing.includes(result.status) || result.status === 'known-failure') return undefined;
    const [told = result] = await withDiagnosis(host, [result], this.#options);
    return [told.status, ...failureLines(told)].join('\n');
  }
}
