// Where a browser without a headless mode of its own opens its window: Firefox's --headless has no WebGL2.

import { type ChildProcess, spawn } from 'node:child_process';
import { HarnessError } from '../harness-error.ts';
import { leading, ProcessGroup } from '../process-group.ts';

export interface Display {
  /** What a program must know of it. */
  readonly environment: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

/** Milliseconds for an end in good order. */
const patience = 5000;

const remedy = 'install Xvfb, a display in memory; on Debian and Ubuntu: apt-get install xvfb';

/**
 * The display of this machine for a window that a person is to see; otherwise one in memory, wherever X11 is.
 *
 * @throws {HarnessError} when there is none
 */
export async function openDisplay(isSeen: boolean): Promise<Display> {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const own: Display = { environment: {}, close: async () => undefined };
  if (process.platform !== 'linux') return own;
  if (isSeen) {
    if (DISPLAY !== undefined || WAYLAND_DISPLAY !== undefined) return own;
    throw new HarnessError(
      '--headed: needs a display, and DISPLAY and WAYLAND_DISPLAY name none; leave --headed out',
    );
  }
  const child = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'],
    { ...leading, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const group = new ProcessGroup(child);
  const number = await displayOf(child);
  return {
    environment: { DISPLAY: `:${number}`, WAYLAND_DISPLAY: undefined },
    close: async () => {
      // It removes its lock and its socket.
      child.kill();
      await group.end(patience);
    },
  };
}

/** The number that Xvfb has chosen, which it tells when it is ready. */
function displayOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    let complaint = '';
    (child.stdio[3] as NodeJS.ReadableStream).on('data', (part: Buffer) => {
      said += part.toString();
      if (said.endsWith('\n')) resolve(said.trim());
    });
    child.stderr?.on('data', (part: Buffer) => (complaint += part.toString()));
    const refuse = (why: string): void =>
      reject(new HarnessError(`--browser firefox: needs a display: ${why.trim()}; ${remedy}`));
    child.on('error', ({ message }) => refuse(`Xvfb could not be started (${message})`));
    child.on('exit', () => refuse(`Xvfb ended: ${complaint}`));
  });
}
