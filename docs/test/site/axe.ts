// Accessibility of a page as it stands, judged by axe.

import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * The faults of a page that axe calls serious or critical, as lines: the rule, and the first place.
 *
 * @param runOnly  these rules; all of them without
 */
export async function seriousFaults(
  page: Page,
  runOnly?: readonly string[],
): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const options = JSON.stringify({ resultTypes: ['violations'], runOnly });
  // As text: vitest gives an import another name, which the page does not know.
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${options})`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${id}: ${nodes.length} × ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
    );
}
