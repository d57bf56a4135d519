// Runs a program and keeps what it says.

import { spawn } from 'node:child_process';

export interface Finished {
  readonly ok: boolean;
  /** Both streams, in the order in which they came. */
  readonly output: string;
  readonly stdout: string;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Never throws: a program that cannot be started has failed and says why. */
export function run(
  command: string,
  commandArguments: readonly string[],
  { cwd, env = process.env }: CommandOptions,
): Promise<Finished> {
  const { promise, resolve } = Promise.withResolvers<Finished>();
  const child = spawn(command, commandArguments, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const streams = { both: '', stdout: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    streams.both += text;
    streams.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    streams.both += text;
  });
  child.on('error', ({ message }) => resolve({ ok: false, output: message, stdout: '' }));
  child.on('close', (code) =>
    resolve({ ok: code === 0, output: streams.both.trim(), stdout: streams.stdout }),
  );
  return promise;
}
