// JUnit's XML, as CI servers read it: one suite for each group of clauses.

import { XMLBuilder } from 'fast-xml-parser';
import { stackLines } from '../stack.ts';
import { type CaseResult, failing, type Report, type Status } from './report.ts';
import { groupsOf, nameOf } from './summary.ts';
import { diagnosisLines, replayCommand } from './terminal.ts';
import { plainText } from './text.ts';

type Element = Record<string, unknown>;

/** Those after which nobody knows whether the numbers were right: JUnit's errors. */
const errors: readonly Status[] = ['errored', 'crashed', 'timeout'];
const skipped: readonly Status[] = ['unsupported', 'known-failure'];

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  format: true,
  suppressBooleanAttributes: false,
  suppressEmptyNode: true,
});

export function junit(report: Report): string {
  const { results, milliseconds, startedAt } = report;
  const name = nameOf(report.backend);
  const document = {
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': `gatefold ${name}`,
      ...totals(results),
      '@time': seconds(milliseconds),
      testsuite: groupsOf(results).map((group) => ({
        '@name': `${group.letter} ${group.name}`,
        ...totals(group.results),
        '@time': seconds(group.results.reduce((sum, one) => sum + one.milliseconds, 0)),
        '@timestamp': startedAt,
        properties: { property: propertiesOf(report) },
        testcase: group.results.map((result) => testcase(result, group.name, report)),
      })),
    },
  };
  return builder.build(document);
}

function totals(results: readonly CaseResult[]): Element {
  const among = (statuses: readonly Status[]): number =>
    results.filter(({ status }) => statuses.includes(status)).length;
  return {
    '@tests': results.length,
    '@failures': among(failing) - among(errors),
    '@errors': among(errors),
    '@skipped': among(skipped),
  };
}

function propertiesOf({ suite, backend, seed, runs, environment }: Report): Element[] {
  const properties = {
    suite: suite.version,
    backend: backend.name,
    'backend.version': backend.version,
    ...prefixed('backend.', backend.environment ?? {}),
    seed: String(seed),
    runs: String(runs),
    ...prefixed('environment.', environment),
  };
  return Object.entries(properties).flatMap(([name, value]) =>
    value === undefined ? [] : [{ '@name': line(name), '@value': line(value) }],
  );
}

function prefixed(
  prefix: string,
  entries: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entries).map(([name, value]) => [`${prefix}${name}`, value]),
  );
}

/** Named by its id, which never changes, so that a server can follow it from run to run. */
function testcase(result: CaseResult, group: string, report: Report): Element {
  return {
    '@classname': `gatefold.${group}`,
    '@name': result.id,
    '@time': seconds(result.milliseconds),
    ...outcome(result, report),
  };
}

function outcome(result: CaseResult, report: Report): Element {
  const { status, title, message = '', stack, known, printed = '' } = result;
  if (skipped.includes(status)) {
    const why = known === undefined ? message : `${known.reason} ${known.url}`;
    return { skipped: { '@message': line(`${status}: ${why}`) } };
  }
  if (!failing.includes(status)) return {};
  const body = [
    title,
    message,
    ...stackLines(stack).map((call) => `  ${call}`),
    ...diagnosisLines(result),
    ...(printed === '' ? [] : ['it printed:', printed]),
    replayCommand(result, report),
  ];
  return {
    [errors.includes(status) ? 'error' : 'failure']: {
      '@type': status,
      '@message': line(message.split('\n')[0] as string),
      '#text': plainText(body.join('\n')),
    },
  };
}

/** An attribute is one line. */
function line(text: string): string {
  return plainText(text).replaceAll(/\s+/g, ' ');
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
