// Figures of the site: an SVG that is drawn when the site is built, and the same numbers as a table behind it.

import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

export interface Figure {
  /** Says what is to be seen; read out in place of the drawing. */
  readonly title: string;
  readonly svg: string;
  readonly columns: readonly string[];
  /** The first cell of each names the row. */
  readonly rows: readonly (readonly string[])[];
}

/** Draws a plot. Colours are variables of the theme, so that it is right in light and dark. */
export function svgOf(options: Plot.PlotOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const plot = Plot.plot({
    ...options,
    document,
    className: 'plot',
    style: {
      fontFamily: 'inherit',
      fontSize: '13px',
      background: 'none',
      ...(options.style as object),
    },
  });
  plot.setAttribute('aria-hidden', 'true');
  // Scoped to the theme's own rules: see style.css.
  for (const style of plot.querySelectorAll('style')) style.remove();
  return plot.outerHTML;
}

/** A drawing as a page has it, in a `figure.data`. A keyboard scrolls it where it is wider than the screen. */
export function drawn({ title, svg }: Figure): string {
  return `<figcaption>${title}</figcaption><div class="drawing" role="group" aria-label="Drawing" tabindex="0">${svg}</div>`;
}

/** Three digits, without an exponent. */
export function significant(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
