import { readFileSync } from 'node:fs';
import { HarnessError } from '../harness-error.ts';
import { parseReport } from '../report/parse-report.ts';
import type { Report } from '../report/report.ts';
import { messageOf } from '../message-of.ts';

/** @throws {HarnessError} when a file is not there, or holds no whole report */
export function readReport(file: string): Report {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new HarnessError(`${file} could not be read: ${messageOf(error)}`, { cause: error });
  }
  return parseReport(text, file);
}
