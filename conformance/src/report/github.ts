// Annotations on a pull request, as GitHub Actions reads them from what a step prints:
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands

import { existsSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { stackLines } from '../stack.ts';
import { type CaseResult, failuresOf, type Report } from './report.ts';
import { refusalText } from './summary.ts';
import { diagnosisLines, replayCommand } from './terminal.ts';
import { plainText } from './text.ts';

/** GitHub shows ten errors of a step, and drops the rest without a word. */
const most = 10;

export interface Annotation {
  readonly title: string;
  readonly message: string;
  /** From the root of the repository. */
  readonly file?: string;
}

/** What failed, at the backend's own module where that is a file; else which levels were asked for and are refused, and why. */
export function annotationsOf(report: Report): Annotation[] {
  const failures = failuresOf(report.results);
  if (failures.length === 0) return refusals(report);
  const shown = failures.length > most ? failures.slice(0, most - 1) : failures;
  const file = fileOf(report.backend);
  const told = shown.map((result) => ({ ...failureOf(result, report), ...file }));
  const rest = failures.length - shown.length;
  return rest === 0
    ? told
    : [...told, { title: `${rest} more`, message: 'The log of this step has them all.', ...file }];
}

function failureOf(result: CaseResult, report: Report): Annotation {
  const { title, message = '', stack } = result;
  const lines = [
    message,
    ...stackLines(stack).map((line) => `  ${line}`),
    ...diagnosisLines(result),
    replayCommand(result, report),
  ];
  return { title, message: lines.join('\n') };
}

/** Of the levels that were asked for: which are refused although nothing failed, and what keeps them. */
function refusals(report: Report): Annotation[] {
  if (report.selection.levels === undefined) return [];
  return Object.entries(report.refused).map(([level, refusal]) => ({
    title: `${level} is not granted`,
    message: `${refusalText(refusal)}.`,
  }));
}

/** The module that was given, where it is a file of the repository. */
function fileOf({ specifier, through }: Report['backend']): Pick<Annotation, 'file'> {
  if (specifier === undefined || through === 'exec' || !existsSync(specifier)) return {};
  const file = relative(process.env['GITHUB_WORKSPACE'] ?? '.', resolve(specifier));
  return file.startsWith('..') || isAbsolute(file) ? {} : { file: file.replaceAll(sep, '/') };
}

/** A line for each. */
export function githubCommands(annotations: readonly Annotation[]): string {
  return annotations
    .map(({ title, message, file }) => {
      const place = file === undefined ? '' : `file=${property(file)},`;
      return `::error ${place}title=${property(title)}::${data(message)}`;
    })
    .join('\n');
}

function data(text: string): string {
  return plainText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
