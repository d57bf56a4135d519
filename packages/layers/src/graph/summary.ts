// A model as a table, line for line as Keras 3 prints it: keras/src/utils/summary_utils.py print_summary.

import { sizeOf } from '@gatefold/contract';
import type { GraphLayer, ModelGraph } from '@gatefold/importers';
import type { OpenShape } from '../layers/layer-class.ts';
import { layerInside } from '../layers/make-layer.ts';
import { tensorsIn } from './arguments.ts';
import type { Plan } from './plan.ts';
import { kerasShape } from './shapes.ts';

export interface SummaryOptions {
  /** Whether the layers of models within the model are listed below these; default false. */
  readonly expandNested?: boolean;
  /** How long a line is; default 88, or 108 for a graph, as Keras has it where the terminal is wide enough. */
  readonly lineLength?: number;
}

/** Keras's tables without and with the connections: where each column ends, of the whole line. */
const narrow = { lineLength: 88, ends: [0.45, 0.8, 1] };
const wide = { lineLength: 108, ends: [0.3, 0.56, 0.74, 1] };
const titles = ['Layer (type)', 'Output Shape', 'Param #', 'Connected to'];
/** Of the column whose text stands at the right. */
const countColumn = 2;

/**
 * Prints a model.
 *
 * @param shapes  of its tensors, by their keys in the plan
 */
export function summaryOf(
  graph: ModelGraph,
  plan: Plan,
  shapes: ReadonlyMap<string, OpenShape>,
  { expandNested = false, lineLength }: SummaryOptions,
): string {
  const isRow = graph.className === 'Sequential' || isChain(graph);
  const { ends, lineLength: usual } = isRow ? narrow : wide;
  const widths = widthsOf(ends, lineLength ?? usual);
  /** @param scope  what the keys of the model's tensors begin with */
  const rowsOf = (
    model: ModelGraph,
    layer: GraphLayer,
    path: string,
    scope: string,
    depth: number,
  ): string[][] => {
    const name = path === '' ? layer.path : layer.path.slice(path.length + 1);
    const prefix = depth === 0 ? '' : `${'   '.repeat(depth)}└ `;
    const row = [
      `${prefix}${name} (${layer.className.replace('ops.', '')})`,
      shapesOf(layer, model, scope, plan, shapes),
      count(parametersOf(layer, plan, shapes).flatMap(({ size }) => size)),
      depth === 0 ? connectionsOf(layer, graph) : '-',
    ];
    const inner = expandNested ? layer.graph : undefined;
    const innerScope = `${scope}${layer.path}:${lastCall(layer, model)}>`;
    return [row, ...(inner === undefined ? [] : listed(inner, layer.path, innerScope, depth + 1))];
  };
  const listed = (model: ModelGraph, path: string, scope: string, depth: number): string[][] =>
    [...model.layers.values()]
      .filter(({ className }) => model.className !== 'Sequential' || className !== 'InputLayer')
      .flatMap((layer) => rowsOf(model, layer, path, scope, depth));
  const all = [...graph.layers.values()].flatMap((one) => parametersOf(one, plan, shapes));
  return [
    `Model: "${graph.name}"`,
    ...table(listed(graph, '', '', 0), widths),
    ` Total params: ${withMemory(all)}`,
    ` Trainable params: ${withMemory(all.filter(({ isTrainable }) => isTrainable))}`,
    ` Non-trainable params: ${withMemory(all.filter(({ isTrainable }) => !isTrainable))}`,
  ].join('\n');
}

/** Whether each call reads what the one before it gave, and nothing else, and no layer is called twice. */
function isChain({ inputs, calls }: ModelGraph): boolean {
  if (inputs.length !== 1 || new Set(calls.map(({ layer }) => layer)).size !== calls.length)
    return false;
  return calls.every(({ args, kwargs }, index) => {
    const read = tensorsIn([...args, ...Object.values(kwargs)]);
    const before = index === 0 ? inputs[0].layer : calls[index - 1].layer;
    return read.length === 1 && read[0].layer === before;
  });
}

/** Which call of a layer is its last. */
function lastCall({ path }: GraphLayer, { calls }: ModelGraph): number {
  return calls.findLast(({ layer }) => layer === path)?.call ?? 0;
}

/** The outputs of a layer's last call. */
function shapesOf(
  layer: GraphLayer,
  model: ModelGraph,
  scope: string,
  plan: Plan,
  shapes: ReadonlyMap<string, OpenShape>,
): string {
  const call = lastCall(layer, model);
  const found: string[] = [];
  for (let output = 0; ; output++) {
    const shape = shapes.get(plan.keyIn(scope, { layer: layer.path, call, output }));
    if (shape === undefined) break;
    found.push(kerasShape(shape));
  }
  if (found.length === 0) return '?';
  return found.length === 1 ? found[0] : `[${found.join(', ')}]`;
}

function connectionsOf({ path }: GraphLayer, { calls }: ModelGraph): string {
  const read = calls
    .filter(({ layer }) => layer === path)
    .toSorted((a, b) => a.call - b.call)
    .flatMap(({ args, kwargs }) => tensorsIn([...args, ...Object.values(kwargs)]));
  return read.map(({ layer, call, output }) => `${layer}[${call}][${output}]`).join(', ') || '-';
}

interface Parameters {
  readonly size: number;
  readonly isTrainable: boolean;
}

/** The weights of a layer, and of those within it. */
function parametersOf(
  layer: GraphLayer,
  plan: Plan,
  shapes: ReadonlyMap<string, OpenShape>,
): readonly Parameters[] {
  const { path, className, config, weights, graph } = layer;
  if (className === 'TimeDistributed' && graph === undefined) {
    return parametersOf(layerInside(layer), plan, shapes);
  }
  const isFixed = config['trainable'] === false;
  if (graph !== undefined) {
    const inside = [...graph.layers.values()].flatMap((one) => parametersOf(one, plan, shapes));
    return isFixed ? inside.map(({ size }) => ({ size, isTrainable: false })) : inside;
  }
  const call = plan.calls.find((one) => one.layer.path === path);
  const inputs = call?.inputs.map((key) => shapes.get(key)) ?? [];
  const isKnown = call !== undefined && !inputs.includes(undefined);
  const specs = isKnown ? call.layer.layer.weights?.(inputs as OpenShape[]) : undefined;
  return weights.map(({ shape }, index) => ({
    size: sizeOf(shape),
    isTrainable: !isFixed && specs?.[index]?.trainable !== false,
  }));
}

function count(sizes: readonly number[]): string {
  return sizes.reduce((sum, size) => sum + size, 0).toLocaleString('en-US');
}

function withMemory(parameters: readonly Parameters[]): string {
  const sizes = parameters.map(({ size }) => size);
  let bytes = 4 * sizes.reduce((sum, size) => sum + size, 0);
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
  while (bytes >= 1024 && units.length > 1) {
    bytes /= 1024;
    units.shift();
  }
  return `${count(sizes)} (${twoDecimals(bytes)} ${units[0]})`;
}

/** As Python prints them, where toFixed takes the larger of two that are as near. */
function twoDecimals(value: number): string {
  return (roundHalfEven(100 * value) / 100).toFixed(2);
}

/** As Python rounds: of two that are as near, the even one. */
function roundHalfEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down;
}

/**
 * How wide the text of each column is: Keras gives each its part of the line, and rich takes from them, as evenly as whole
 * numbers allow, what borders and spaces need. rich/table.py _calculate_column_widths, rich/_ratio.py ratio_reduce.
 */
function widthsOf(ends: readonly number[], lineLength: number): readonly number[] {
  const places = ends.map((end) => Math.floor(end * lineLength));
  const parts = places.map((place, index) => place - (places[index - 1] ?? 0));
  let excess = parts.reduce((sum, part) => sum + part + 3, 1) - lineLength;
  return parts.map((part, index) => {
    const taken = roundHalfEven(excess / (parts.length - index));
    excess -= taken;
    return part - taken;
  });
}

function table(rows: readonly (readonly string[])[], widths: readonly number[]): readonly string[] {
  const rule = (left: string, line: string, cross: string, right: string): string =>
    left + widths.map((width) => line.repeat(width + 2)).join(cross) + right;
  const print = (cells: readonly string[], bar: string): readonly string[] => {
    const wrapped = widths.map((width, column) => wrap(cells[column], width));
    const height = Math.max(...wrapped.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) => {
      const texts = widths.map((width, column) => {
        const text = wrapped[column][line] ?? '';
        return column === countColumn ? text.padStart(width) : text.padEnd(width);
      });
      return `${bar} ${texts.join(` ${bar} `)} ${bar}`;
    });
  };
  return [
    rule('┏', '━', '┳', '┓'),
    ...print(titles, '┃'),
    rule('┡', '━', '╇', '┩'),
    ...rows.flatMap((row, index) => [
      ...(index === 0 ? [] : [rule('├', '─', '┼', '┤')]),
      ...print(row, '│'),
    ]),
    rule('└', '─', '┴', '┘'),
  ];
}

/** Words in lines as long as fit; what is longer than a line is cut. */
function wrap(text: string, width: number): readonly string[] {
  const [indent] = /^\s*/.exec(text) as RegExpExecArray;
  const lines: string[] = [];
  let line = '';
  for (const word of text.trimStart().split(' ')) {
    const longer = line === '' ? (lines.length === 0 ? indent : '') + word : `${line} ${word}`;
    if (line === '' || longer.length <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map((one) => (one.length > width ? `${one.slice(0, width - 1)}…` : one));
}
