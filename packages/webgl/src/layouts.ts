// Which layout of a step a layer uses: measured on the device, or said by whoever makes the backend.

import { type CellConfig, ConfigError } from '@gatefold/contract';
import { describe } from '@gatefold/contract/author';
import { type LayoutName, layoutNames } from './glsl/layouts/variant.ts';

/** What a choice of layout depends on, and is kept for. */
export interface SizeClass {
  readonly kind: CellConfig['kind'];
  /** Of a GRU; its two forms are other kernels. */
  readonly resetAfter: boolean | null;
  /** The power of two from half of which on, to which, a layer's units are of the class; 512 for all above. */
  readonly units: number;
  readonly rows: Rows;
}

/** Whether a batch has few rows, or at least as many as share fetched weights: two or four, by cell and device. */
export type Rows = 'few' | 'many';

/** A layout for each size class. */
export type ChooseLayout = (size: SizeClass) => LayoutName;

/** A choice, and what it rests on. */
export interface Choice {
  readonly layout: LayoutName;
  /** How many times as long as the fastest each layout took that was measured; none where nothing was. */
  readonly slower: ReadonlyMap<LayoutName, number>;
}

const mostUnits = 512;

/** The class of a cell of a run with few or many rows. */
function sizeClass(cell: CellConfig, rows: Rows): SizeClass {
  const units = Math.min(mostUnits, 2 ** Math.ceil(Math.log2(cell.units)));
  return { kind: cell.kind, resetAfter: cell.kind === 'gru' ? cell.resetAfter : null, units, rows };
}

function nameOf({ kind, resetAfter, units, rows }: SizeClass): string {
  const variant = resetAfter === false ? ', resetAfter: false' : '';
  return `${kind} to ${units} units${variant}, ${rows} rows`;
}

/** The choices of a backend, each made once. */
export class Choices {
  readonly #made = new Map<string, Choice>();
  readonly #choose: (size: SizeClass) => Choice;

  constructor(choose: (size: SizeClass) => Choice) {
    this.#choose = choose;
  }

  layoutOf(cell: CellConfig, rows: Rows): LayoutName {
    const size = sizeClass(cell, rows);
    const name = nameOf(size);
    const known = this.#made.get(name);
    const choice = known ?? this.#choose(size);
    if (known === undefined) this.#made.set(name, choice);
    return choice.layout;
  }

  /** What was chosen, and why, for people to read. */
  toString(): string {
    return [...this.#made]
      .map(([name, { layout, slower }]) => {
        const times = [...slower].map(([each, ratio]) => `${each} ${ratio.toFixed(2)}`);
        return `${name}: ${layout}${times.length === 0 ? '' : ` (times: ${times.join(', ')})`}`;
      })
      .join('; ');
  }
}

/** @throws {ConfigError} when it names no layout */
function checkLayout(where: string, layout: unknown, others = ''): LayoutName {
  if ((layoutNames as readonly unknown[]).includes(layout)) return layout as LayoutName;
  throw new ConfigError({
    where,
    expected: `must be one of ${layoutNames.map((name) => `'${name}'`).join(', ')}${others}`,
    actual: describe(layout),
  });
}

/**
 * The choices that an option makes.
 *
 * @throws {ConfigError} when it is neither a layout nor a function; the function's answers are checked as they come
 */
export function statedChoices(option: unknown): Choices {
  if (typeof option === 'function') {
    const choose = option as ChooseLayout;
    return new Choices((size) => ({
      layout: checkLayout(`webgl: layout(${nameOf(size)})`, choose(size)),
      slower: new Map(),
    }));
  }
  const layout = checkLayout('webgl: layout', option, ' or a function that says one');
  return new Choices(() => ({ layout, slower: new Map() }));
}

const softwareNames = /SwiftShader|llvmpipe|softpipe|Basic Render|software/i;

/** What was fastest on the devices that we have measured; the layouts' own files say why. */
export function expectedLayout({ units }: SizeClass, renderer: string): LayoutName {
  if (softwareNames.test(renderer)) return 'quads';
  return units <= 128 ? 'units' : 'split';
}
