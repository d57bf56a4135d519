// One heat map in SVG. Cells of one colour are one path, so that a page can hold hundreds of maps.

import { type Grid, isOff } from './grid.ts';
import { html, type Markup } from './markup.ts';

export interface Layer {
  /** `wanted`, `got`, `error ÷ allowed` */
  readonly name: string;
  readonly label: string;
  /** The colour's class; undefined for what is not finite. */
  readonly paint: (index: number) => string | undefined;
  /** What a cell prints where there is room. */
  readonly print: (index: number) => string;
  /** Whether cells that are off carry a dot where nothing is printed. */
  readonly dots: boolean;
}

/** Where cells lie, in pixels. */
export interface Geometry {
  readonly left: number;
  readonly top: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly printed: boolean;
}

const widest = 276;
const tallest = 300;

export function geometryOf({ rows, columns, rowOrigin }: Grid): Geometry {
  const printed = columns <= 6 && rows <= 24;
  const limited = (room: number, number: number, least: number, most: number): number =>
    Math.max(least, Math.min(most, Math.floor(room / number)));
  return {
    left: 26 + 7 * String(rowOrigin + rows - 1).length,
    top: 34,
    cellWidth: printed ? limited(widest, columns, 46, 60) : limited(widest, columns, 5, 30),
    cellHeight: printed ? 22 : limited(tallest, rows, 5, 22),
    printed,
  };
}

export function heatMap(grid: Grid, layer: Layer, geometry: Geometry): Markup {
  const { rows, columns } = grid;
  const { left, top, cellWidth, cellHeight, printed } = geometry;
  const width = left + columns * cellWidth + 8;
  const height = top + rows * cellHeight + 6;
  return html`<svg
    class="map"
    role="img"
    aria-label="${layer.label}"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
  >
    ${axes(grid, geometry)}
    <g transform="translate(${left} ${top})">
      <g transform="scale(${cellWidth} ${cellHeight})" shape-rendering="crispEdges">
        ${runs(grid, layer)}
      </g>
      ${unpainted(grid, layer, geometry)} ${gridLines(grid, geometry)}
      ${printed ? numbers(grid, layer, geometry) : undefined}
      ${layer.dots && !printed ? dots(grid, geometry) : undefined} ${marked(grid, geometry)}
    </g>
  </svg>`;
}

/** A path for each colour: neighbours in a row are one stroke. */
function runs({ rows, columns }: Grid, { paint }: Layer): Markup[] {
  const paths = new Map<string, string>();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns;) {
      const color = paint(row * columns + column);
      const start = column;
      while (column < columns && paint(row * columns + column) === color) column++;
      if (color === undefined) continue;
      paths.set(color, `${paths.get(color) ?? ''}M${start} ${row}.5h${column - start}`);
    }
  }
  return [...paths].map(([color, d]) => html`<path class="${color}" d="${d}" />`);
}

/** What is not finite is hatched. */
function unpainted(
  grid: Grid,
  { paint }: Layer,
  { cellWidth: w, cellHeight: h }: Geometry,
): Markup {
  const d = places(grid, (index) => paint(index) === undefined)
    .map(({ row, column }) => `M${column * w} ${row * h}h${w}v${h}h-${w}z`)
    .join('');
  return d === '' ? html`` : html`<path class="hatched" fill="url(#hatch)" d="${d}" />`;
}

function gridLines({ rows, columns }: Grid, { cellWidth: w, cellHeight: h }: Geometry): Markup {
  if (w < 9 || h < 9) return html``;
  const lines = [
    ...Array.from({ length: rows - 1 }, (_, k) => `M0 ${(k + 1) * h}h${columns * w}`),
    ...Array.from({ length: columns - 1 }, (_, k) => `M${(k + 1) * w} 0v${rows * h}`),
  ];
  return html`<path class="lines" d="${lines.join('')}" />`;
}

function numbers(grid: Grid, layer: Layer, { cellWidth: w, cellHeight: h }: Geometry): Markup[] {
  return grid.cells.map((cell, index) => {
    const [row, column] = [Math.floor(index / grid.columns), index % grid.columns];
    const style = [
      'number',
      ...(layer.dots && isOff(cell) ? ['off'] : []),
      ...(layer.paint(index) === undefined ? ['lost'] : []),
    ].join(' ');
    return html`<text class="${style}" x="${(column + 0.5) * w}" y="${row * h + h / 2 + 4}"
      >${layer.print(index)}</text
    >`;
  });
}

/** Strokes of no length with round ends. */
function dots(grid: Grid, { cellWidth: w, cellHeight: h }: Geometry): Markup {
  const d = places(grid, (index) => isOff(grid.cells[index] as Grid['cells'][0]))
    .map(({ row, column }) => `M${(column + 0.5) * w} ${(row + 0.5) * h}h0`)
    .join('');
  return html`<path class="dots" stroke-width="${Math.max(2, Math.min(w, h) / 3.5)}" d="${d}" />`;
}

/** Around small cells rather than on them, so that their colour stays to be seen. */
function marked({ first }: Grid, { cellWidth: w, cellHeight: h }: Geometry): Markup {
  const room = Math.min(w, h) < 14 ? 4 : 0;
  const box = html`x="${first.column * w - room}" y="${first.row * h - room}"
  width="${w + 2 * room}" height="${h + 2 * room}"`;
  return html`<rect class="halo" ${box} /><rect class="first" ${box} />`;
}

function axes(grid: Grid, { left, top, cellWidth: w, cellHeight: h }: Geometry): Markup {
  const { rows, columns, rowOrigin, columnOrigin, first, rowName, columnName } = grid;
  const down = ticks(rows, rowOrigin, first.row, Math.ceil(14 / h));
  const across = ticks(columns, columnOrigin, first.column, Math.ceil(24 / w));
  const middle = top + (rows * h) / 2;
  return html`<text class="axis" x="${left + (columns * w) / 2}" y="11">${columnName} →</text>
    <text class="axis" transform="translate(10 ${middle}) rotate(-90)">← ${rowName}</text>
    ${across.map(
      ({ place, isFirst }) =>
        html`<text class="${isFirst ? 'tick here' : 'tick'}" x="${left + (place + 0.5) * w}" y="27"
          >${columnOrigin + place}</text
        >`,
    )}
    ${down.map(
      ({ place, isFirst }) =>
        html`<text
          class="${isFirst ? 'tick side here' : 'tick side'}"
          x="${left - 5}"
          y="${top + (place + 0.5) * h + 4}"
          >${rowOrigin + place}</text
        >`,
    )}`;
}

/** Round numbers, as many as there is room for, and the first difference's, which drives its neighbours out. */
function ticks(
  number: number,
  origin: number,
  first: number,
  apart: number,
): { place: number; isFirst: boolean }[] {
  const every = [1, 2, 5, 10, 20, 50].find((step) => step >= apart) ?? apart;
  return Array.from({ length: number }, (_, place) => ({ place, isFirst: place === first })).filter(
    ({ place, isFirst }) =>
      isFirst || ((origin + place) % every === 0 && Math.abs(place - first) >= apart),
  );
}

function places(
  { cells, columns }: Grid,
  holds: (index: number) => boolean,
): { row: number; column: number }[] {
  return cells.flatMap((_, index) =>
    holds(index) ? [{ row: Math.floor(index / columns), column: index % columns }] : [],
  );
}
