// A program with all that it starts: begun as a group of processes, ended as one, whoever in it holds its pipes.

import { type ChildProcess, spawnSync } from 'node:child_process';
import { onSignal } from './on-signal.ts';

const hasGroups: boolean = process.platform !== 'win32';

/** For spawn and fork: the process leads a group of its own. */
export const leading: { readonly detached: boolean } = { detached: hasGroups };

/** Milliseconds for the pipes of a program that has ended: a process that has left its group may hold them for good. */
const draining = 1000;

export class ProcessGroup {
  readonly #child: ChildProcess;
  /** How the program ended, as in "the process ended by SIGSEGV"; all that it had printed has been read by then. */
  readonly ended: Promise<string>;

  /** @param child  started with {@link leading} */
  constructor(child: ChildProcess) {
    this.#child = child;
    const ignoreSignals = onSignal(() => this.kill());
    this.ended = new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      child.once('exit', () => {
        ignoreSignals();
        // What it has started goes with it.
        this.#endGroup();
        timer = setTimeout(() => {
          for (const stream of child.stdio) stream?.destroy();
        }, draining);
      });
      child.once('close', (code: number | null, signal: string | null) => {
        clearTimeout(timer);
        resolve(`ended ${signal === null ? `with exit code ${code}` : `by ${signal}`}`);
      });
      child.once('error', ({ message }) => {
        if (child.pid !== undefined) return;
        ignoreSignals();
        resolve(`could not be started: ${message}`);
      });
    });
  }

  /** Ends it at once, with all that it has started. */
  kill(): void {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) this.#endGroup();
  }

  /** Waits until it has ended, which it has some milliseconds to do by itself. */
  async end(patience = 0): Promise<void> {
    const timer = setTimeout(() => this.kill(), patience);
    await this.ended;
    clearTimeout(timer);
  }

  #endGroup(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    if (!hasGroups) {
      spawnSync('taskkill', ['/pid', String(pid), '/T', '/F']);
      return;
    }
    try {
      process.kill(-pid, 'SIGKILL');
    } catch (error) {
      // None of the group is left; of one whose dead are not yet counted macOS says EPERM.
      if (!['ESRCH', 'EPERM'].includes((error as { code?: string }).code ?? '')) throw error;
    }
  }
}
