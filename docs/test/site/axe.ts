// Accessibility of a page as it stands, judged by axe.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** Half as long to read as `axe.source`. */
const source = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

interface Scope {
  /** A selector: the whole page without one. */
  readonly within?: string;
  /** These rules; all of them without. */
  readonly rules?: readonly string[];
  readonly without?: readonly string[];
}

/** The faults of a page that axe calls serious or critical, as lines: the rule, and the first place. */
export async function seriousFaults(
  page: Page,
  { within, rules: runOnly, without = [] }: Scope = {},
): Promise<readonly string[]> {
  // Once for each document, whose colours and width may change.
  if (!(await page.evaluate<boolean>("'axe' in globalThis"))) await page.evaluate(source);
  const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
  const options = JSON.stringify({ resultTypes: ['violations'], runOnly, rules });
  const place = within === undefined ? 'document' : JSON.stringify(within);
  // As text: vitest gives an import another name, which the page does not know.
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${place}, ${options})`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${id}: ${nodes.length} × ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
    );
}
