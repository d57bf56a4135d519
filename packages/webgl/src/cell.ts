// A cell with its weights on the device and its programs linked: what `prepare` makes.

import { type CellConfig, type GRUCell } from '@gatefold/contract';
import { type CheckedCell, gateCounts } from '@gatefold/contract/author';
import type { Device } from './device.ts';
import { cellSource } from './glsl/cells.ts';
import { type ProjectVariant, projectSource } from './glsl/project.ts';
import type { StateForm, StepDraw, StepVariant } from './glsl/layouts/variant.ts';
import { stateForm, stepDraws } from './glsl/step.ts';
import { gatherSource, loadSource, unloadSource } from './glsl/transfer.ts';
import type { Layouts } from './layouts.ts';
import { texels } from './matrix.ts';
import type { Program } from './program.ts';
import { setNearest } from './textures.ts';
import { checkWeightSize, packWeights, type WeightLayout, weightLayout } from './weights.ts';

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

/** Every program that a run of any batch and any number of steps can need. */
export interface Plans {
  /** One step of few rows, from state to state; null where a step is two draws. */
  readonly single: Plan | null;
  /** Few rows, few steps: x·W is summed within the step; null where the layout cannot. */
  readonly short: Plan | null;
  /** Few rows, many steps: x·W is there before. */
  readonly few: Plan;
  /** Many rows. */
  readonly many: Plan;
  readonly project: { readonly program: Program; readonly variant: ProjectVariant };
}

export class DeviceCell {
  readonly cell: CellConfig;
  readonly inputDim: number;
  readonly unitTexels: number;
  readonly inputTexels: number;
  readonly hasC: boolean;
  readonly layouts: Layouts;
  /** The batch from which on a run has many rows: as many as share fetched weights in `quads`. */
  readonly manyRows: 2 | 4;
  readonly #device: Device;
  /** Laid out by the first run, which shows whether they go alone or beside those of the other direction. */
  #checked: CheckedCell | null;
  #alone: DeviceWeights | null = null;
  readonly #pairs = new Map<DeviceCell, DeviceWeights>();
  readonly #plans = new Map<1 | 2, Plans>();

  constructor(device: Device, checked: CheckedCell, layouts: Layouts) {
    checkWeightSize(checked, device.textureSize);
    this.#device = device;
    this.#checked = checked;
    this.layouts = layouts;
    this.cell = checked.cell;
    this.inputDim = checked.inputDim;
    this.unitTexels = texels(checked.cell.units);
    this.inputTexels = texels(checked.inputDim);
    const { hasC, passes } = cellSource(checked.cell);
    this.hasC = hasC;
    this.manyRows = 4 * (passes.length === 2 || hasC ? 2 : 1) <= device.targets ? 4 : 2;
  }

  /** Whether another cell can share the draws of this one: only their weights may differ, and a texture holds both. */
  fits(other: DeviceCell): boolean {
    const shapes = [this, other].map(({ cell, inputDim }) => {
      const { kind, units, activation } = cell;
      const { recurrentActivation = null, resetAfter = null } = cell as Partial<GRUCell>;
      return [kind, units, inputDim, activation, recurrentActivation, resetAfter].join();
    });
    const { textureSize } = this.#device;
    return shapes[0] === shapes[1] && weightLayout(this, 2, textureSize).width <= textureSize;
  }

  weights(backward: DeviceCell | null): DeviceWeights {
    const known = backward === null ? this.#alone : this.#pairs.get(backward);
    if (known !== null && known !== undefined) return known;
    const cells = backward === null ? [this] : [this, backward];
    const weights = upload(
      this.#device,
      cells.map((cell) => cell.#checked as CheckedCell),
    );
    if (backward === null) this.#alone = weights;
    else this.#pairs.set(backward, weights);
    return weights;
  }

  /** Links all programs on first use, so that no later run of other sizes links any. */
  plans(directions: 1 | 2): Plans {
    const known = this.#plans.get(directions);
    if (known !== undefined) return known;
    const { few, many } = this.layouts;
    const common = { rows: 1, directions, projected: true, single: false } as const;
    const variant = {
      gates: gateCounts[this.cell.kind],
      directions,
      steps: this.#device.targets >= 8 ? 8 : 4,
    };
    const quads = { ...common, layout: 'quads', projected: false } as const;
    const isSingleDraw = cellSource(this.cell).passes.length === 1;
    const plans: Plans = {
      single:
        few !== 'split' && directions === 1 && isSingleDraw
          ? this.#plan({ ...quads, single: true })
          : null,
      short: few === 'split' ? null : this.#plan(quads),
      few: this.#plan({ ...common, layout: few }),
      many: this.#plan(
        many === 'quads'
          ? { ...quads, rows: this.manyRows }
          : { ...common, layout: many, rows: many === 'split' ? 4 : 1 },
      ),
      project: { program: this.#device.program(projectSource(variant)), variant },
    };
    this.#plans.set(directions, plans);
    return plans;
  }

  release(): void {
    const { gl } = this.#device;
    this.#checked = null;
    const alone = this.#alone === null ? [] : [this.#alone];
    for (const { texture } of [...alone, ...this.#pairs.values()]) {
      this.#device.discard(() => gl.deleteTexture(texture));
    }
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

function upload(device: Device, cells: readonly CheckedCell[]): DeviceWeights {
  const { gl } = device;
  const directions = cells.length as 1 | 2;
  const layout = weightLayout(cells[0] as CheckedCell, directions, device.textureSize);
  const data = packWeights(cells, layout);
  const { width, height } = layout;
  const texture = gl.createTexture();
  device.bind('upload', gl.TEXTURE_2D, texture);
  gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA32F, width, height);
  device.upload(layout, 'RGBA', data);
  setNearest(gl, gl.TEXTURE_2D);
  return { texture, ...layout };
}
