// A case on the page: one line, and for one that did not pass all that is known about it.

import { toJSON } from '../../json.ts';
import { stackLines } from '../../stack.ts';
import { describeTrial } from '../../laws/trial.ts';
import type { CaseResult, Report } from '../report.ts';
import { replayCommand } from '../terminal.ts';
import { count, duration } from '../text.ts';
import { comparisonFigure } from './comparison.ts';
import { anchorOf, html, link, type Markup } from './markup.ts';
import { kindOf, tag } from './status.ts';

export function caseItem(result: CaseResult, report: Report, isOpen: boolean): Markup {
  const { id, title, status, headroom, milliseconds } = result;
  const kind = kindOf(status);
  const line = html`${tag(status)} <span class="title">${title}</span>
    <code class="id">${id}</code>`;
  if (kind === 'passed' || kind === 'ill-conditioned') {
    const aside = [
      ...(headroom > 0 ? [`${(100 * headroom).toFixed(0)} % of the tolerance`] : []),
      ...(milliseconds >= 1 ? [duration(milliseconds)] : []),
    ];
    return html`<li class="case" data-kind="${kind}" id="${anchorOf(id)}">
      ${line} <span class="aside">${aside.join(', ')}</span>
    </li>`;
  }
  if (kind === 'unsupported') {
    return html`<li class="case" data-kind="${kind}" id="${anchorOf(id)}">
      ${line} <span class="aside">not claimed: ${result.message}</span>
    </li>`;
  }
  return html`<li class="case ${kind}" data-kind="${kind}" id="${anchorOf(id)}">
    <details${isOpen ? html` open` : undefined}>
      <summary>${line}</summary>
      <div class="evidence">${evidence(result, report)}</div>
    </details>
  </li>`;
}

/**
 * All that is known about a case that did not pass.
 *
 * @param where  what tells its regions from those of the same case elsewhere on the page
 */
export function evidence(result: CaseResult, report: Report, where: string = result.id): Markup {
  const { message = '', stack, comparison, failure, known, printed } = result;
  const lines = [message, ...stackLines(stack).map((line) => `  ${line}`)];
  const command = replayCommand(result, report);
  return html`${said(result)}
    ${
      known === undefined
        ? undefined
        : html`<p class="known-reason">Known: ${known.reason} (${link(known.url)})</p>`
    }
    <pre class="message" tabindex="0">${lines.join('\n')}</pre>
    ${comparison === undefined ? undefined : comparisonFigure(comparison, where)}
    ${failure === undefined ? undefined : counterexample(failure)}
    ${
      printed === undefined
        ? undefined
        : html`<details>
            <summary>What the backend printed</summary>
            <pre tabindex="0">${printed}</pre>
          </details>`
    }
    <p class="replay">
      <span>Run this case again:</span>
      <code class="command" tabindex="0">${command}</code>
    </p>`;
}

/** What a failure looks like, and what is known about where it comes. */
export function said({ looksLike, diagnosis = [] }: CaseResult): Markup {
  return html`${looksLike === undefined ? undefined : likeness(looksLike)}
  ${diagnosis.map((sentence) => html`<p class="diagnosis">${sentence}</p> `)}`;
}

function likeness(phrases: readonly string[]): Markup {
  return html`<p class="likeness">
    Looks like
    ${phrases.map(
      (phrase, place) =>
        html`${place === 0 ? undefined : html`<span class="or">or</span> `}<strong
            >${phrase}</strong
          > `,
    )}
  </p>`;
}

function counterexample({
  shrunk,
  seed,
  path,
  program = [],
}: NonNullable<CaseResult['failure']>): Markup {
  const drawn = `seed ${seed}${path === undefined ? '' : `, path ${path}`}`;
  if ('calls' in shrunk) {
    return html`<details class="counterexample">
      <summary>The shortest history that fails: ${count(shrunk.calls.length, 'call')}</summary>
      <p>Found with ${drawn}. As a program, for whoever makes the backend:</p>
      <pre tabindex="0">${program.join('\n')}</pre>
    </details>`;
  }
  if ('trial' in shrunk) {
    return html`<details class="counterexample">
      <summary>The smallest trial that fails: ${describeTrial(shrunk.trial)}</summary>
      <p>Found with ${drawn}; numbers from ${shrunk.choices}.</p>
      <pre tabindex="0">${toJSON(shrunk.trial, 2)}</pre>
    </details>`;
  }
  const { config, weights, x, initialState, choices } = shrunk;
  const [batch, timeSteps, inputDim] = x.shape;
  const { kind, units } = config;
  const sizes = `${kind} of ${units} ${units === 1 ? 'unit' : 'units'}, batch ${batch}, timeSteps ${timeSteps}, inputDim ${inputDim}`;
  return html`<details class="counterexample">
    <summary>The smallest example that fails: ${sizes}</summary>
    <p>Found with ${drawn}; choices of the law from ${choices}.</p>
    <pre tabindex="0">${toJSON({ config, x, initialState, weights }, 2)}</pre>
  </details>`;
}
