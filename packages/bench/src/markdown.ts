// What the tables of README.md have in common.

import type { Results } from './results.ts';

/** The machine, what drew, and the versions of all contenders. */
export function whereLine({ date, machine, graphics, rows }: Results): string {
  const { cpu, cores, load } = machine;
  const versions = new Map(rows.map(({ contender, version }) => [contender, version]));
  const where = [
    `${date.slice(0, 10)}, ${cores} cores of ${cpu}, load ${load.toFixed(1)} before`,
    ...(graphics === null ? [] : [`${graphics.browser}, ${graphics.webgl}`]),
    [...versions].map(([contender, version]) => `${contender} ${version}`).join(', '),
  ];
  return `${where.join('; ')}.`;
}

/** As prettier writes it, so that it stays as it is. */
export function tableOf(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head.map((title, k) =>
    Math.max(...[title, ...lines.map((line) => line[k] ?? '')].map((cell) => cell.length)),
  );
  const join = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const padded = (line: readonly string[]): string =>
    join(
      line.map((cell, k) =>
        k === 0 ? cell.padEnd(widths[k] ?? 0) : cell.padStart(widths[k] ?? 0),
      ),
    );
  const rule = widths.map((width, k) =>
    k === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [padded(head), join(rule), ...lines.map(padded)].join('\n');
}
