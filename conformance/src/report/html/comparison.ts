// What was compared, drawn: wanted, got, and how far apart they are, side by side.

import type { Comparison } from '../../comparison.ts';
import { errorEnds, errorStep, scaleOf, valueStep, valueSteps } from './heat-colors.ts';
import { type Cell, type Grid, gridOf, isOff, placeOf } from './grid.ts';
import { geometryOf, heatMap, type Layer } from './heat-map.ts';
import { html, type Markup } from './markup.ts';
import { exceeded, short } from './numbers.ts';

/** Differences that are listed as numbers. */
const listed = 8;

/** @param where  the case that made it, and where on the page it stands */
export function comparisonFigure(comparison: Comparison, where: string): Markup {
  const grid = gridOf(comparison);
  const scale = scaleOf(comparison.wanted, comparison.got);
  const geometry = geometryOf(grid);
  const { left, top, cellWidth, cellHeight } = geometry;
  const { cells } = grid;
  const data = (of: (cell: Cell) => number): string => base64(cells.map((cell) => of(cell)));
  return html`<figure
    class="comparison"
    data-rows="${grid.rows}"
    data-columns="${grid.columns}"
    data-place="${JSON.stringify([grid.fixed, grid.rowName, grid.rowOrigin, grid.columnOrigin])}"
    data-box="${[left, top, cellWidth, cellHeight].join(' ')}"
    data-first="${grid.first.row} ${grid.first.column}"
    data-wanted="${data(({ wanted }) => wanted)}"
    data-got="${data(({ got }) => got)}"
    data-share="${data(({ share }) => share)}"
  >
    <figcaption>${caption(comparison, grid)}</figcaption>
    <div class="maps">
      ${layersOf(comparison, grid, scale).map(
        (layer) =>
          html`<div class="layer">
            <p class="layer-name">${layer.name}</p>
            ${heatMap(grid, layer, geometry)}
          </div>`,
      )}
    </div>
    ${legend(scale, cells)} ${differences(grid, where)}
  </figure>`;
}

function layersOf({ what }: Comparison, grid: Grid, scale: number): Layer[] {
  const { cells, first } = grid;
  const place = placeOf(grid, first.row, first.column);
  const at = (index: number): Cell => cells[index] as Cell;
  const one = at(first.row * grid.columns + first.column);
  const values = (name: 'wanted' | 'got', title: string): Layer => ({
    name: title,
    label: `${what}, ${name}: ${short(one[name])} at the first difference, ${place}`,
    paint: (index) => valueClass(valueStep(at(index)[name], scale)),
    print: (index) => short(at(index)[name]),
    dots: false,
  });
  return [
    values('wanted', 'wanted'),
    values('got', 'got'),
    {
      name: 'error ÷ allowed',
      label: `${what}, error ÷ allowed: ${cells.filter(isOff).length} of ${cells.length} beyond 1; ${short(one.share, 2)} at the first difference, ${place}`,
      paint: (index) => errorClass(errorStep(at(index).share)),
      print: (index) => short(at(index).share, 2),
      dots: true,
    },
  ];
}

function valueClass(step: number | undefined): string | undefined {
  return step === undefined ? undefined : `v${String(step).replace('-', 'm')}`;
}

function errorClass(step: number | undefined): string | undefined {
  return step === undefined ? undefined : `e${step}`;
}

function caption({ what, shape, size }: Comparison, grid: Grid): Markup {
  const { cells, first, columns } = grid;
  const one = cells[first.row * columns + first.column] as Cell;
  const off = cells.filter((cell) => isOff(cell)).length;
  const error = Math.abs(one.got - one.wanted);
  const isPart = shape.join() !== size.join();
  return html`<p>
      <strong>${what}</strong> [${shape.join(', ')}]: ${off} of
      ${isPart ? `the ${cells.length} numbers shown` : `${cells.length}`}
      ${off === 1 ? 'is' : 'are'} off.${isPart ? ` Shown: ${shownPart(grid)}.` : ''}
    </p>
    <p class="first-difference">
      <span class="outlined">First difference</span> at ${placeOf(grid, first.row, first.column)}:
      wanted <b>${short(one.wanted, 6)}</b>, got
      <b>${short(one.got, 6)}</b>${Number.isFinite(error) ? `, off by ${short(error)}` : ''};
      allowed ${[short(one.allowed), exceeded(one.share)].filter((text) => text !== '').join(', ')}.
    </p>`;
}

/** Which part of the whole a map shows. */
function shownPart(grid: Grid): string {
  const { fixed, rowName, columnName, rows, columns, rowOrigin, columnOrigin } = grid;
  const range = (name: string, origin: number, number: number, all: number): string =>
    number === all
      ? `${all === 1 ? 'the' : `all ${all}`} ${name}${all === 1 ? '' : 's'}`
      : `${name}s ${origin} to ${origin + number - 1} of ${all}`;
  return [
    ...(fixed === '' ? [] : [fixed]),
    range(rowName, rowOrigin, rows, grid.allRows),
    range(columnName, columnOrigin, columns, grid.allColumns),
  ].join(', ');
}

function legend(scale: number, cells: readonly Cell[]): Markup {
  const swatches = (names: readonly string[]): Markup =>
    html`<svg class="swatches" aria-hidden="true" width="${names.length * 12}" height="12">
      ${names.map(
        (name, place) => html`<rect class="${name}" x="${place * 12}" width="12" height="12" />`,
      )}
    </svg>`;
  const values = Array.from({ length: 2 * valueSteps + 1 }, (_, k) =>
    valueClass(k - valueSteps),
  ) as string[];
  const errors = [...errorEnds, 0].map((_, step) => `e${step}`);
  const hasOther = cells.some(({ wanted, got }) => !Number.isFinite(wanted + got));
  return html`<p class="legend">
    <span>−${short(scale)} ${swatches(values)} ${short(scale)}</span>
    <span>within ${swatches(errors.slice(0, 2))} 1 ${swatches(errors.slice(2))} beyond 1e6</span>
    ${
      hasOther
        ? html`<span
            ><svg class="swatches" aria-hidden="true" width="12" height="12">
              <rect class="hatched" fill="url(#hatch)" width="12" height="12" />
            </svg>
            NaN or infinite</span
          >`
        : undefined
    }
  </p>`;
}

function differences(grid: Grid, where: string): Markup {
  const off = grid.cells.flatMap((cell, index) => (isOff(cell) ? [{ cell, index }] : []));
  const some = off.slice(0, listed);
  const title =
    some.length < off.length
      ? `The first ${listed} of ${off.length} numbers that are off`
      : 'The numbers that are off';
  return html`<details class="differences">
    <summary>${title}</summary>
    <div class="scroller" tabindex="0" role="region" aria-label="${title}, ${where}">
      <table>
        <thead>
          <tr>
            <th scope="col">Place</th>
            <th scope="col">Wanted</th>
            <th scope="col">Got</th>
            <th scope="col">Off by</th>
            <th scope="col">Allowed</th>
          </tr>
        </thead>
        <tbody>
          ${some.map(({ cell: { wanted, got, allowed }, index }) => {
            const [row, column] = [Math.floor(index / grid.columns), index % grid.columns];
            return html`<tr>
              <th scope="row">${placeOf(grid, row, column)}</th>
              <td>${wanted}</td>
              <td>${got}</td>
              <td>${short(Math.abs(got - wanted))}</td>
              <td>${short(allowed)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </details>`;
}

/** Little-endian float32: a third of the decimals' length, for the script that shows numbers under the pointer. */
function base64(numbers: readonly number[]): string {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (const [index, number] of numbers.entries()) bytes.writeFloatLE(number, 4 * index);
  return bytes.toString('base64');
}
