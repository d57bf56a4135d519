// The top of the page: what was run, what it is granted, and what went wrong, before any detail.

import { type CaseResult, failuresOf, type Report } from '../report.ts';
import {
  groupsOf,
  headlineOf,
  levelsOf,
  nameOf,
  partOf,
  refusalText,
  tallyOf,
} from '../summary.ts';
import { count, duration } from '../text.ts';
import { evidence, said } from './case.ts';
import { anchorOf, html, type Markup } from './markup.ts';
import { tag } from './status.ts';

const reached: Readonly<Record<Report['backend']['through'], string>> = {
  module: 'as a module',
  exec: 'over stdio',
  browser: 'in a browser',
  library: 'by a program that called the suite',
};

export function pageHeader(report: Report): Markup {
  const { suite, backend, environment, seed, runs, timeBudget, startedAt } = report;
  const tally = tallyOf(report.results);
  const part = partOf(report);
  const facts: [string, string | undefined][] = [
    ['Run', startedAt.replace('T', ' ').replace(/\.\d+/, '')],
    ['Took', duration(report.milliseconds)],
    ['Suite', `${suite.version}, ${count(suite.cases, 'case')}`],
    ['Seed', String(seed)],
    ['Runs of each law', String(runs)],
    ['Time budget', timeBudget === undefined ? undefined : `${timeBudget} s`],
    [
      'Reached',
      `${reached[backend.through]}${backend.specifier === undefined ? '' : `, ${backend.specifier}`}`,
    ],
    ['Precision', backend.supports.precision],
    ['Weights', backend.supports.weightPrecision],
    ...Object.entries(backend.environment ?? {}),
    ...Object.entries(environment),
  ];
  const good = tally.failed === 0;
  return html`<header>
    <p class="suite">Gatefold conformance</p>
    <h1>${nameOf(backend)}</h1>
    <p class="verdict ${good ? 'passed' : 'failed'}">
      <span aria-hidden="true">${good ? '✓' : '✗'}</span> ${headlineOf(tally)}
    </p>
    ${
      part === undefined
        ? undefined
        : html`<p class="part"><strong>Part of the suite:</strong> ${part}.</p>`
    }
    ${levelList(report)}
    <details class="facts">
      <summary>Versions, seed and environment</summary>
      <dl>
        ${facts.map(([name, value]) =>
          value === undefined
            ? undefined
            : html`<div>
                <dt>${name}</dt>
                <dd>${value}</dd>
              </div>`,
        )}
      </dl>
    </details>
  </header>`;
}

function levelList(report: Report): Markup {
  const { granted } = levelsOf(report);
  const refused = Object.entries(report.refused);
  if (granted.length + refused.length === 0) {
    return html`<p class="levels">Levels: only whole levels are granted.</p>`;
  }
  return html`<ul class="levels" aria-label="Levels">
      ${granted.map((level) => html`<li class="passed"><span aria-hidden="true">✓</span> ${level} <span class="word">granted</span></li>`)}
      ${refused.map(([level]) => html`<li class="refused"><span aria-hidden="true">–</span> ${level} <span class="word">not granted</span></li>`)}
    </ul>
    ${
      refused.length === 0
        ? undefined
        : html`<ul class="reasons" aria-label="What keeps levels">
            ${refused.map(([level, refusal]) => html`<li>${level}: ${refusalText(refusal)}</li>`)}
          </ul>`
    }`;
}

/** Of some failures only: a diagnosis has its time, and looks at some before others. */
const unlike = 'Not likened to a known mistake';

/** Failures of which the same is said are one mistake. */
interface Mistake {
  readonly isTold: boolean;
  readonly failures: readonly CaseResult[];
}

/** Mistakes that are shown with an example, and failures that each of them names. */
const told = 3;
const named = 6;

export function mistakesSection(report: Report): Markup | undefined {
  const mistakes = mistakesOf(failuresOf(report.results));
  if (mistakes.length === 0) return undefined;
  const rest = mistakes.slice(told).reduce((sum, { failures }) => sum + failures.length, 0);
  return html`<section aria-labelledby="wrong">
    <h2 id="wrong">What went wrong</h2>
    ${mistakes.slice(0, told).map((mistake) => mistakeBlock(mistake, report))}
    ${rest === 0 ? undefined : html`<p>${count(rest, 'failure')} more below.</p>`}
  </section>`;
}

function mistakesOf(failures: readonly CaseResult[]): Mistake[] {
  const byPhrases = new Map<string, CaseResult[]>();
  for (const failure of failures) {
    const key = keyOf(failure);
    byPhrases.set(key, [...(byPhrases.get(key) ?? []), failure]);
  }
  return [...byPhrases]
    .map(([key, list]) => ({ isTold: key !== '', failures: list }))
    .toSorted((a, b) => rank(b) - rank(a));
}

/** A known mistake is one, wherever it is made. */
function keyOf({ looksLike, diagnosis }: CaseResult): string {
  return (looksLike ?? diagnosis ?? []).join('\n');
}

/** What is told says more than any number of failures without. */
function rank({ isTold, failures }: Mistake): number {
  return failures.length + (isTold ? 1e6 : 0);
}

function mistakeBlock({ isTold, failures }: Mistake, report: Report): Markup {
  const example = exampleOf(failures);
  const others = failures.filter((one) => one !== example);
  const { looksLike: _, diagnosis: __, ...rest } = example;
  return html`<article class="mistake">
    ${isTold ? said(example) : html`<p class="likeness">${unlike}</p>`}
    <p class="example">
      ${failures.length === 1 ? 'One case fails' : `${failures.length} cases fail, for example`}
      ${tag(example.status)} <a href="#${anchorOf(example.id)}">${example.title}</a>
      <code class="id">${example.id}</code>
    </p>
    ${evidence(rest, report, `${example.id} as an example`)}
    ${
      others.length === 0
        ? undefined
        : html`<p class="others">
            Also
            ${others.slice(0, named).map((one) => html`<a href="#${anchorOf(one.id)}"><code>${one.id}</code></a> `)}
            ${others.length > named ? `and ${others.length - named} more` : ''}
          </p>`
    }
  </article>`;
}

/** The one that a person sees most in: steps and units, and neither too few nor too many. */
function exampleOf(failures: readonly CaseResult[]): CaseResult {
  const sizeOf = ({ comparison }: CaseResult): number => comparison?.wanted.length ?? 0;
  const good = failures.find(
    (one) => one.comparison?.size.slice(-2).every((size) => size > 1) && sizeOf(one) <= 400,
  );
  return good ?? failures.find((one) => sizeOf(one) > 1) ?? (failures[0] as CaseResult);
}

export function groupSection({ results }: Report): Markup {
  return html`<section aria-labelledby="groups">
    <h2 id="groups">Groups of clauses</h2>
    <div class="scroller" tabindex="0" role="region" aria-label="Table of the groups">
      <table class="groups">
        <thead>
          <tr>
            <th scope="col">Clauses</th>
            <th scope="col">Passed</th>
            <th scope="col">Ill-conditioned</th>
            <th scope="col">Failed</th>
            <th scope="col">Known to fail</th>
            <th scope="col">Unsupported</th>
            <td></td>
          </tr>
        </thead>
        <tbody>
          ${groupsOf(results).map(({ letter, name, results: some }) => {
            const { total, passed, illConditioned, failed, known, unsupported } = tallyOf(some);
            return html`<tr>
              <th scope="row"><a href="#group-${letter}">${letter}: ${name}</a></th>
              <td>${passed}</td>
              <td>${illConditioned}</td>
              <td class="${failed > 0 ? 'failed' : ''}">${failed}</td>
              <td>${known}</td>
              <td>${unsupported}</td>
              <td>
                ${bar(
                  [
                    ['failed', failed],
                    ['known', known],
                    ['unsupported', unsupported],
                    ['ill-conditioned', illConditioned],
                    ['passed', passed],
                  ],
                  total,
                )}
              </td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** The row once more, for the eye. */
function bar(parts: readonly (readonly [string, number])[], total: number): Markup {
  let x = 0;
  const rects = parts.map(([kind, number]) => {
    const width = (160 * number) / total;
    const rect = html`<rect
      class="${kind}"
      x="${x.toFixed(1)}"
      width="${width.toFixed(1)}"
      height="10"
    />`;
    x += width;
    return number === 0 ? undefined : rect;
  });
  return html`<svg class="bar" aria-hidden="true" width="160" height="10">${rects}</svg>`;
}
