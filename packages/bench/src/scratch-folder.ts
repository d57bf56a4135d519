import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';

const reports = join(import.meta.dirname, '..', '.reports');

/** A new folder in this package, so that what a program there imports is found as it is here. */
export async function scratchFolder(name: string): Promise<string> {
  await mkdir(reports, { recursive: true });
  return mkdtemp(join(reports, `${name}-`));
}
