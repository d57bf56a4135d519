// The cases, clause by clause, and the form that chooses among them.

import { clauses as catalogue, type Clause } from '@gatefold/contract/clauses';
import type { CaseResult, Report } from '../report.ts';
import { groupsOf, tallyOf } from '../summary.ts';
import { caseItem } from './case.ts';
import { anchorOf, html, type Markup } from './markup.ts';
import { type Kind, kindOf, signs } from './status.ts';

/** Failures that are open from the start; with all of them open nobody would see the next. */
const opened = 3;

/** Other clauses' cases that a clause names. */
const named = 5;

export function clauseSection(report: Report): Markup {
  const { results } = report;
  const open = new Set(
    results
      .filter(({ status }) => kindOf(status) === 'failed')
      .slice(0, opened)
      .map(({ id }) => id),
  );
  return html`<section aria-labelledby="clauses">
    <h2 id="clauses">Clause by clause</h2>
    ${filterForm(results)}
    ${groupsOf(results).map(
      ({ letter, name, results: some }) =>
        html`<section class="group" aria-labelledby="group-${letter}">
          <h3 id="group-${letter}">${letter}: ${name}</h3>
          ${clausesOf(some).map(([id, own]) => clauseBlock(id, own, report, open))}
        </section>`,
    )}
  </section>`;
}

/** The results of a group by their first clause, in the order of the clauses. */
function clausesOf(results: readonly CaseResult[]): [string, readonly CaseResult[]][] {
  const byClause = new Map<string, CaseResult[]>();
  for (const result of results) {
    const id = result.clauses[0] as string;
    const list = byClause.get(id);
    if (list === undefined) byClause.set(id, [result]);
    else list.push(result);
  }
  return [...byClause].toSorted(([a], [b]) => Number(a.slice(1)) - Number(b.slice(1)));
}

const byId: ReadonlyMap<string, Clause> = new Map(catalogue.map((clause) => [clause.id, clause]));

function clauseBlock(
  id: string,
  own: readonly CaseResult[],
  report: Report,
  open: ReadonlySet<string>,
): Markup {
  const clause = byId.get(id);
  const tally = tallyOf(own);
  const counts: readonly (readonly [Kind, number])[] = [
    ['failed', tally.failed],
    ['known', tally.known],
    ['unsupported', tally.unsupported],
    ['ill-conditioned', tally.illConditioned],
    ['passed', tally.passed],
  ];
  return html`<details
    class="clause"
    id="clause-${id}"
    ${tally.failed > 0 ? html` open` : undefined}
  >
    <summary>
      <h4>
        <span class="clause-id">${id}</span>
        ${clause?.sentence ?? 'A clause that this version of the suite does not have.'}
      </h4>
      <span class="counts"
        >${counts.map(([kind, number]) =>
          number === 0
            ? undefined
            : html`<span class="${kind}"
                ><span aria-hidden="true">${signs[kind]}</span> ${number} ${kind}</span
              > `,
        )}</span
      >
    </summary>
    ${
      clause === undefined
        ? undefined
        : html`${
              clause.diverges === undefined
                ? undefined
                : html`<p class="diverges"><strong>Diverges:</strong> ${clause.diverges}</p>`
            }
            <p class="source">Source: ${clause.source}</p>`
    }
    <ul class="cases">
      ${own.map((result) => caseItem(result, report, open.has(result.id)))}
    </ul>
    ${elsewhere(id, report)}
  </details>`;
}

/** Cases that stand under another clause and defend this one too. */
function elsewhere(id: string, { results }: Report): Markup | undefined {
  const others = results.filter(({ clauses }) => clauses.indexOf(id) > 0);
  if (others.length === 0) return undefined;
  const failed = others.filter(({ status }) => kindOf(status) === 'failed');
  const links = failed
    .slice(0, named)
    .map((one) => html` <a href="#${anchorOf(one.id)}"><code>${one.id}</code></a>`);
  return html`<p class="elsewhere">
    ${others.length} ${others.length === 1 ? 'case' : 'cases'} of other clauses
    ${others.length === 1 ? 'defends' : 'defend'} it
    too${
      failed.length === 0
        ? '.'
        : html`, ${failed.length} of which
          ${failed.length === 1 ? 'fails' : 'fail'}:${links}${failed.length > named ? ' …' : ''}`
    }
  </p>`;
}

function filterForm(results: readonly CaseResult[]): Markup {
  const { total, failed, known, unsupported, illConditioned, passed } = tallyOf(results);
  const choices: readonly (readonly [string, string, number])[] = [
    ['all', 'All', total],
    ['failed', 'Failed', failed],
    ['known', 'Known to fail', known],
    ['unsupported', 'Unsupported', unsupported],
    ['ill-conditioned', 'Ill-conditioned', illConditioned],
    ['passed', 'Passed', passed],
  ];
  // Only the script makes it work, so only the script shows it.
  return html`<form class="filter" id="filter" role="search" hidden>
    <fieldset>
      <legend>Status</legend>
      ${choices.map(
        ([value, name, number]) =>
          html`<label
            ><input
              type="radio"
              name="kind"
              value="${value}"
              ${value === 'all' ? html` checked` : undefined}
            />
            ${name} <span class="number">${number}</span></label
          >`,
      )}
    </fieldset>
    <label class="search"
      >Search
      <input type="search" name="words" placeholder="id, title, message, clause" autocomplete="off"
    /></label>
    <button type="button" name="open">Open all</button>
    <button type="button" name="close">Close all</button>
    <output name="shown">${total} of ${total} cases</output>
  </form>`;
}
