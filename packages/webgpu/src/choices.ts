// Which kind of kernels a layer runs with: measured on the device, or said by whoever makes the backend.

import { type CellConfig, type CellKind, ConfigError } from '@gatefold/contract';
import { describe } from '@gatefold/contract/author';
import { type KernelKind, kernelKinds } from './wgsl/kernels.ts';

/** What a choice of kernels depends on, and is kept for. */
export interface SizeClass {
  readonly kind: CellKind;
  /** Of a GRU; its two forms are other kernels. */
  readonly resetAfter: boolean | null;
  /** The power of two from half of which on, to which, a layer's units are of the class; 512 for all above. */
  readonly units: number;
  readonly rows: Rows;
}

/** Whether a batch has few rows, or at least eight, which can share the weights that they fetch. */
export type Rows = 'few' | 'many';

/** Kernels for each size class. */
export type ChooseKernel = (size: SizeClass) => KernelKind;

/** Rows of a batch that counts as many. */
export const leastManyRows = 8;

export function rowsOf(batch: number): Rows {
  return batch < leastManyRows ? 'few' : 'many';
}
const mostUnits = 512;

export class KernelChoice {
  readonly #choose: ChooseKernel;
  /** Why, for people to read. */
  readonly reason: string;
  readonly #made = new Map<string, { readonly size: SizeClass; readonly kind: KernelKind }>();

  constructor(choose: ChooseKernel, reason: string) {
    this.#choose = choose;
    this.reason = reason;
  }

  /** For a batch of few rows, and of many. */
  kindsOf(cell: CellConfig): Readonly<Record<Rows, KernelKind>> {
    return { few: this.#of(cell, 'few'), many: this.#of(cell, 'many') };
  }

  /** What was chosen for the layers that there were, and why; their sizes where they differ in it. */
  toString(): string {
    const ofRows = (['few', 'many'] as const).map((rows) => {
      const made = [...this.#made.values()].filter(({ size }) => size.rows === rows);
      const kinds = [...new Set(made.map(({ kind }) => kind))].map((kind) => {
        const names = made.filter((one) => one.kind === kind).map(({ size }) => nameOf(size));
        return { kind, names: names.join(', ') };
      });
      const said = kinds.map(({ kind, names }) =>
        kinds.length === 1 ? kind : `${kind} (${names})`,
      );
      return said.length === 0 ? '' : `; ${rows} rows: ${said.join(', ')}`;
    });
    return this.reason + ofRows.join('');
  }

  #of(cell: CellConfig, rows: Rows): KernelKind {
    const size = sizeClass(cell, rows);
    const name = `${nameOf(size)}, ${rows} rows`;
    const known = this.#made.get(name);
    if (known !== undefined) return known.kind;
    const kind = checkKind(`webgpu: kernel(${name})`, this.#choose(size));
    this.#made.set(name, { size, kind });
    return kind;
  }
}

function sizeClass(cell: CellConfig, rows: Rows): SizeClass {
  const units = Math.min(mostUnits, 2 ** Math.ceil(Math.log2(cell.units)));
  return { kind: cell.kind, resetAfter: cell.kind === 'gru' ? cell.resetAfter : null, units, rows };
}

function nameOf({ kind, resetAfter, units }: SizeClass): string {
  const variant = resetAfter === false ? ', resetAfter: false' : '';
  return `${kind} to ${units} units${variant}`;
}

/** @throws {ConfigError} when it names no kind */
function checkKind(where: string, kind: unknown, others = ''): KernelKind {
  if ((kernelKinds as readonly unknown[]).includes(kind)) return kind as KernelKind;
  throw new ConfigError({
    where,
    expected: `must be one of ${kernelKinds.map((name) => `'${name}'`).join(', ')}${others}`,
    actual: describe(kind),
  });
}

/**
 * The choice that an option makes.
 *
 * @throws {ConfigError} when it is neither a kind nor a function; the function's answers are checked as they come
 */
export function statedChoice(option: unknown): KernelChoice {
  if (typeof option === 'function') return new KernelChoice(option as ChooseKernel, 'as stated');
  const kind = checkKind('webgpu: kernel', option, ' or a function that says one');
  return new KernelChoice(() => kind, 'as stated');
}

/** In software a workgroup's barriers wait long, and each thread works for itself. */
export function softwareKind({ rows }: SizeClass): KernelKind {
  return rows === 'few' ? 'quads' : 'tiles';
}

/** What was fastest on an NVIDIA H200. */
export function expectedKind({ units, rows }: Pick<SizeClass, 'units' | 'rows'>): KernelKind {
  if (units <= 128) return 'persistent';
  return rows === 'many' ? 'batch' : 'step';
}
