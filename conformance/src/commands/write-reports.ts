// Where reports go. A report is written whole or not at all, none of an earlier run is left in its place, and nothing else
// is replaced.

import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { HarnessError } from '../harness-error.ts';
import { formats } from '../report/formats.ts';
import { annotationsOf, githubCommands } from '../report/github.ts';
import type { Report } from '../report/report.ts';
import { formatReport } from '../report/terminal.ts';
import { messageOf } from '../message-of.ts';

/** For whoever reads the output: a person, or GitHub Actions. */
const printed: Readonly<Record<'terminal' | 'github', (report: Report) => string>> = {
  terminal: formatReport,
  github: (report) => githubCommands(annotationsOf(report)),
};

type FormatName = keyof typeof formats;
export type ReportName = keyof typeof printed | FormatName;

export const reportNames: readonly ReportName[] = [
  ...(Object.keys(printed) as (keyof typeof printed)[]),
  ...(Object.keys(formats) as FormatName[]),
];

interface Target {
  readonly name: FormatName;
  /** Absent for standard output. */
  readonly file?: string;
}

/**
 * Plans where each report goes, and clears the place.
 *
 * One format goes to the file `out`, or into it where it is a folder; several go into the folder `out`, as
 * `conformance.<extension>`. Without `out` one format goes to standard output.
 *
 * @throws {HarnessError} when that cannot be, before anything is run
 */
export function planReports(
  names: readonly ReportName[],
  out: string | undefined,
): (report: Report) => void {
  const files = names.filter((name): name is FormatName => name in formats);
  const targets = files.map((name): Target => {
    if (out === undefined) return { name };
    const asFolder = files.length > 1 || isFolder(out) || /[/\\]$/.test(out);
    return { name, file: asFolder ? join(out, `conformance.${formats[name].extension}`) : out };
  });
  if (out === undefined && (files.length > 1 || (files.length === 1 && names.length > 1))) {
    throw new HarnessError(
      `--report ${names.join(' ')}: several reports need --out <folder>; one alone goes to standard output`,
    );
  }
  if (out !== undefined && files.length === 0) {
    throw new HarnessError(
      `--out: needs a --report that is a file: ${Object.keys(formats).join(', ')}`,
    );
  }
  for (const { file } of targets) if (file !== undefined) clear(file);
  return (report) => {
    for (const [name, write] of Object.entries(printed)) {
      const text = names.includes(name as ReportName) ? write(report) : '';
      if (text !== '') console.log(text);
    }
    for (const { name, file } of targets) {
      const text = formats[name].write(report);
      if (file === undefined) process.stdout.write(text);
      else {
        writeWhole(file, text);
        console.error(`wrote ${file}`);
      }
    }
  };
}

/** Writes beside the file and moves it into place. */
function writeWhole(file: string, text: string): void {
  const beside = `${file}.${process.pid}.tmp`;
  attempt(file, () => {
    try {
      writeFileSync(beside, text, { flag: 'wx' });
      expectReplaceable(file);
      renameSync(beside, file);
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
  });
}

function clear(file: string): void {
  attempt(file, () => {
    mkdirSync(dirname(file), { recursive: true });
    expectReplaceable(file);
    rmSync(file, { force: true });
  });
}

function attempt(file: string, change: () => void): void {
  try {
    change();
  } catch (error) {
    throw new HarnessError(`--out: ${file} cannot be written: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Characters by which a report is known. */
const known = 4096;

/** @throws {Error} when something is there that no run has written */
function expectReplaceable(file: string): void {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats === undefined || (stats.isFile() && stats.size === 0)) return;
  if (stats.isFile()) {
    const buffer = Buffer.alloc(known);
    const descriptor = openSync(file, 'r');
    const length = readSync(descriptor, buffer);
    closeSync(descriptor);
    const text = buffer.toString('utf8', 0, length);
    if (Object.values(formats).some(({ begins }) => begins.test(text))) return;
  }
  throw new Error('it is there, and is no report; remove it, or name another place');
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
