// Reads a report from a file, and checks that it is whole: schema/report.schema.json.

import type { Comparison } from '../comparison.ts';
import { HarnessError } from '../harness-error.ts';
import { fromJSON, numberOf } from '../json.ts';
import { schemaCheck } from '../schema-check.ts';
import { messageOf } from '../message-of.ts';
import { complaintAbout } from './check-report.ts';
import type { CaseResult, Report } from './report.ts';

const format: Report['format'] = 'gatefold-report/1';

const check = schemaCheck('report');

/**
 * Reads what `stringifyReport` wrote.
 *
 * @param where  begins every message: the name of the file
 * @throws {HarnessError} when it is no report, or not the whole of one
 */
export function parseReport(text: string, where: string): Report {
  const refuse = (why: string, options?: ErrorOptions): never => {
    throw new HarnessError(`${where}: ${why}`, options);
  };
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    const begins = text.trimStart().startsWith('{');
    refuse(
      begins && !text.trimEnd().endsWith('}')
        ? 'must be a whole report, got one that ends in the middle; run the suite again'
        : `must be a report as JSON, got ${text.trim() === '' ? 'nothing' : messageOf(error)}; write it with --report json`,
      { cause: error },
    );
  }
  const given = (content as { format?: unknown } | null)?.format;
  if (given !== format) {
    refuse(
      `must be of the format ${format}, got ${given === undefined ? 'none' : JSON.stringify(given)}; ${
        typeof given === 'string' && given.startsWith('gatefold-report/')
          ? 'use the version of the suite that wrote it'
          : 'write it with --report json'
      }`,
    );
  }
  const complaint = check(content);
  if (complaint !== undefined) {
    refuse(`must be as report.schema.json says, got one where ${complaint}; run the suite again`);
  }
  const report = revived(fromJSON(text) as Report);
  const unsound = complaintAbout(report);
  if (unsound !== undefined) refuse(unsound);
  return report;
}

/** The numbers of comparisons, which may be words in the file. */
function revived(report: Report): Report {
  return { ...report, results: report.results.map((result) => withNumbers(result)) };
}

/** A result as it was, of one that has been through JSON. */
export function withNumbers(result: CaseResult): CaseResult {
  const { comparison } = result;
  if (comparison === undefined) return result;
  const { wanted, got, allowed } = comparison;
  const numbers: Comparison = {
    ...comparison,
    wanted: wanted.map(numberOf),
    got: got.map(numberOf),
    allowed: allowed.map(numberOf),
  };
  return { ...result, comparison: numbers };
}
