// The report as a file that other programs read: schema/report.schema.json.

import { toJSON } from '../json.ts';
import type { Report } from './report.ts';

/** Writes a report: a line for each result, so that two reports can be compared line by line. */
export function stringifyReport({ results, ...rest }: Report): string {
  const head = Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `  ${JSON.stringify(key)}: ${toJSON(value)},`);
  const lines = results.map((result) => `    ${toJSON(result)}`);
  return ['{', ...head, '  "results": [', lines.join(',\n'), '  ]', '}', ''].join('\n');
}
