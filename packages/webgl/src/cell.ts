// A cell with its weights on the device and its programs linked: what `prepare` makes.

import { type CellConfig, type GRUCell } from '@gatefold/contract';
import { type CheckedCell, gateCounts } from '@gatefold/contract/author';
import type { Device } from './device.ts';
import { cellSource } from './glsl/cells.ts';
import { type ProjectVariant, projectSource } from './glsl/project.ts';
import type {
  LayoutName,
  StateForm,
  StepDraw,
  StepVariant,
  WeightOrder,
} from './glsl/layouts/variant.ts';
import { stateForm, stepDraws } from './glsl/step.ts';
import { gatherSource, loadSource, unloadSource } from './glsl/transfer.ts';
import type { Rows } from './layouts.ts';
import { texels } from './matrix.ts';
import type { Program } from './program.ts';
import { setNearest } from './textures.ts';
import {
  checkWeightSize,
  fitsTexture,
  packWeights,
  type WeightLayout,
  weightLayout,
} from './weights.ts';

/** Weights of one cell, or of the two directions of a Bidirectional side by side. */
export interface DeviceWeights extends WeightLayout {
  readonly texture: WebGLTexture;
}

/** What steps of one variant need beside the weights. */
export interface Plan {
  readonly variant: StepVariant;
  readonly form: StateForm;
  /** Those of a step, in order. */
  readonly draws: readonly PlanDraw[];
  readonly load: Program;
  readonly unload: Program;
  readonly gather: Program;
}

export interface PlanDraw extends Omit<StepDraw, 'source'> {
  readonly program: Program;
}

/** Every program that runs of few rows, or of many, can need, whatever their number of steps. */
export interface Plans {
  /** One step, from state to state; null where a step is two draws, or has many rows. */
  readonly single: Plan | null;
  /** Few steps: x·W is summed within the step; null where the layout cannot, or has many rows. */
  readonly short: Plan | null;
  readonly long: Plan;
  readonly project: { readonly program: Program; readonly variant: ProjectVariant };
}

export class DeviceCell {
  readonly cell: CellConfig;
  readonly inputDim: number;
  readonly unitTexels: number;
  readonly inputTexels: number;
  readonly hasC: boolean;
  /** The batch from which on a run has many rows: as many as share fetched weights in `quads`. */
  readonly manyRows: 2 | 4;
  readonly #device: Device;
  /** Laid out by the first run, which shows whether they go alone or beside those of the other direction. */
  #checked: CheckedCell | null;
  readonly #alone = new Map<WeightOrder, DeviceWeights>();
  readonly #pairs = new Map<DeviceCell, Map<WeightOrder, DeviceWeights>>();
  readonly #plans = new Map<string, Plans>();
  readonly #layouts = new Map<Rows, LayoutName>();
  readonly #layoutOf: (rows: Rows) => LayoutName;

  /** @param layoutOf  asked once for few rows, here, and once for many, before the first run that has many */
  constructor(device: Device, checked: CheckedCell, layoutOf: (rows: Rows) => LayoutName) {
    checkWeightSize(checked, device.textureSize);
    this.#device = device;
    this.#checked = checked;
    this.#layoutOf = layoutOf;
    this.cell = checked.cell;
    this.inputDim = checked.inputDim;
    this.unitTexels = texels(checked.cell.units);
    this.inputTexels = texels(checked.inputDim);
    const { hasC, passes } = cellSource(checked.cell);
    this.hasC = hasC;
    this.manyRows = 4 * (passes.length === 2 || hasC ? 2 : 1) <= device.targets ? 4 : 2;
    this.#layout('few');
  }

  /** Whether another cell can share the draws of this one: only their weights may differ, and a texture holds both. */
  fits(other: DeviceCell): boolean {
    const shapes = [this, other].map(({ cell, inputDim }) => {
      const { kind, units, activation } = cell;
      const { recurrentActivation = null, resetAfter = null } = cell as Partial<GRUCell>;
      return [kind, units, inputDim, activation, recurrentActivation, resetAfter].join();
    });
    return shapes[0] === shapes[1] && fitsTexture(this, 'lines', this.#device.textureSize);
  }

  weights(order: WeightOrder, backward: DeviceCell | null): DeviceWeights {
    const kept = backward === null ? this.#alone : (this.#pairs.get(backward) ?? new Map());
    if (backward !== null) this.#pairs.set(backward, kept);
    const known = kept.get(order);
    if (known !== undefined) return known;
    const cells = backward === null ? [this] : [this, backward];
    const checked = cells.map((cell) => cell.#checked as CheckedCell);
    const weights = upload(this.#device, checked, order);
    kept.set(order, weights);
    return weights;
  }

  /** Links all programs on first use, so that no later run of as many rows links any. */
  plans(directions: 1 | 2, rows: Rows): Plans {
    const key = `${directions} ${rows}`;
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    const layout = this.#layout(rows);
    const order: WeightOrder = layout === 'split' ? 'columns' : 'lines';
    const common = { order, rows: 1, directions, single: false } as const;
    const quads = { ...common, layout: 'quads', projected: false } as const;
    const isSingleDraw = cellSource(this.cell).passes.length === 1;
    // A sum in parts is another one than a whole: `split` keeps to it at any number of steps.
    const isWhole = rows === 'few' && layout !== 'split';
    const project = {
      order,
      gates: gateCounts[this.cell.kind],
      directions,
      steps: this.#device.targets >= 8 ? 8 : 4,
    };
    const plans: Plans = {
      single:
        isWhole && directions === 1 && isSingleDraw ? this.#plan({ ...quads, single: true }) : null,
      short: isWhole ? this.#plan(quads) : null,
      long: this.#plan(
        rows === 'many' && layout === 'quads'
          ? { ...quads, rows: this.manyRows }
          : {
              ...common,
              layout,
              projected: true,
              rows: rows === 'many' && layout === 'split' ? 4 : 1,
            },
      ),
      project: { program: this.#device.program(projectSource(project)), variant: project },
    };
    this.#plans.set(key, plans);
    return plans;
  }

  release(): void {
    const { gl } = this.#device;
    this.#checked = null;
    for (const kept of [this.#alone, ...this.#pairs.values()]) {
      for (const { texture } of kept.values()) {
        this.#device.discard(() => gl.deleteTexture(texture));
      }
    }
  }

  #layout(rows: Rows): LayoutName {
    let layout = this.#layouts.get(rows);
    if (layout === undefined) {
      const fits = fitsTexture(this, 'columns', this.#device.textureSize);
      layout = fits ? this.#layoutOf(rows) : 'quads';
      this.#layouts.set(rows, layout);
    }
    return layout;
  }

  #plan(variant: StepVariant): Plan {
    const device = this.#device;
    const form = stateForm(this.cell, variant);
    const states = { form, directions: variant.directions, hasC: this.hasC };
    return {
      variant,
      form,
      draws: stepDraws(this.cell, variant).map(({ source, ...draw }) => ({
        ...draw,
        program: device.program(source),
      })),
      load: device.program(loadSource(states)),
      unload: device.program(unloadSource(states)),
      gather: device.program(gatherSource(form)),
    };
  }
}

function upload(device: Device, cells: readonly CheckedCell[], order: WeightOrder): DeviceWeights {
  const { gl } = device;
  const directions = cells.length as 1 | 2;
  const layout = weightLayout(cells[0] as CheckedCell, order, directions, device.textureSize);
  const data = packWeights(cells, order, layout);
  const { width, height } = layout;
  const texture = gl.createTexture();
  device.bind('upload', gl.TEXTURE_2D, texture);
  gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA32F, width, height);
  device.upload(layout, 'RGBA', data);
  setNearest(gl, gl.TEXTURE_2D);
  return { texture, ...layout };
}
