// A command of this package: its options read, help given, its exit code set.

import { HarnessError } from '@gatefold/conformance';

interface Command<Options> {
  readonly usage: string;
  readonly parse: (args: readonly string[]) => Options | 'help';
  /** @returns the exit code */
  readonly run: (options: Options) => Promise<number>;
}

/** Exit code 2 for a wrong option, and where the browser or the driver that was asked for cannot be had. */
export async function runCommand<Options>({ usage, parse, run }: Command<Options>): Promise<void> {
  let options: Options | 'help';
  try {
    options = parse(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exitCode = 2;
    return;
  }
  if (options === 'help') {
    console.log(usage);
    return;
  }
  try {
    process.exitCode = await run(options);
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
