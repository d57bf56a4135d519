// A stranger's machine: its own Node and npm, and no tool of this checkout.

import { delimiter, dirname } from 'node:path';
import { root } from '../../setup.mjs';
import { type Finished, run } from '../command.ts';

export const machineNode: string = process.env['GATEFOLD_MACHINE_NODE'] ?? process.execPath;

const machineFolders = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.startsWith(root));

const machineEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: [dirname(machineNode), ...machineFolders].join(delimiter),
};

export type Use = (command: string, ...commandArguments: string[]) => Promise<Finished>;

/** Runs commands in a folder, as a stranger would type them. */
export function useIn(folder: string): Use {
  return (command, ...commandArguments) =>
    run(command, commandArguments, { cwd: folder, env: machineEnvironment });
}
