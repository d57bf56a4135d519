// A cell with its weights on the device and its programs linked: what `prepare` makes.

import { type CellConfig, type CheckedCell, gateCounts, type GRUCell } from '@gatefold/contract';
import type { Device } from './device.ts';
import { cellSource } from './glsl/cells.ts';
import { type ProjectVariant, projectSource } from './glsl/project.ts';
import { type StepVariant, stepSources } from './glsl/step.ts';
import { loadSource, unloadSource } from './glsl/transfer.ts';
import { texels } from './matrix.ts';
import type { Program } from './program.ts';
import { setNearest } from './textures.ts';
import { packWeights } from './weights.ts';

/** Weights of one cell, or of the two directions of a Bidirectional side by side. */
export interface DeviceWeights {
  readonly texture: WebGLTexture;
  readonly columns: number;
  readonly groupsPerFold: number;
}

/** What steps of one variant need beside the weights. */
export interface Plan {
  readonly variant: StepVariant;
  /** One for each draw of a step. */
  readonly steps: readonly Program[];
  readonly load: Program;
  readonly unload: Program;
}

export class DeviceCell {
  readonly cell: CellConfig;
  readonly inputDim: number;
  readonly unitTexels: number;
  readonly inputTexels: number;
  readonly hasC: boolean;
  /** Rows that share fetched weights when there are enough of them. */
  readonly rowsTogether: 2 | 4;
  readonly #device: Device;
  /** Laid out by the first run, which shows whether they go alone or beside those of the other direction. */
  #checked: CheckedCell | null;
  #alone: DeviceWeights | null = null;
  readonly #pairs = new Map<DeviceCell, DeviceWeights>();
  readonly #plans = new Map<string, Plan>();

  constructor(device: Device, checked: CheckedCell) {
    this.#device = device;
    this.#checked = checked;
    this.cell = checked.cell;
    this.inputDim = checked.inputDim;
    this.unitTexels = texels(checked.cell.units);
    this.inputTexels = texels(checked.inputDim);
    const { hasC, passes } = cellSource(checked.cell);
    this.hasC = hasC;
    this.rowsTogether = 4 * (passes.length === 2 || hasC ? 2 : 1) <= device.targets ? 4 : 2;
  }

  /** Whether another cell can share the draws of this one: only their weights may differ. */
  fits(other: DeviceCell): boolean {
    const shapes = [this, other].map(({ cell, inputDim }) => {
      const { kind, units, activation } = cell;
      const { recurrentActivation = null, resetAfter = null } = cell as Partial<GRUCell>;
      return [kind, units, inputDim, activation, recurrentActivation, resetAfter].join();
    });
    return shapes[0] === shapes[1];
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

  plan(variant: StepVariant): Plan {
    const key = JSON.stringify(variant);
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    const { hasC } = this;
    const { rows, directions } = variant;
    const plan = {
      variant,
      steps: stepSources(this.cell, variant).map((source) => this.#device.program(source)),
      load: this.#device.program(loadSource({ rows, directions, hasC })),
      unload: this.#device.program(unloadSource({ directions, hasC })),
    };
    this.#plans.set(key, plan);
    return plan;
  }

  project(directions: 1 | 2): { program: Program; variant: ProjectVariant } {
    const gates = gateCounts[this.cell.kind];
    const variant = { gates, directions, steps: this.#device.targets >= 8 ? 8 : 4 };
    return { program: this.#device.program(projectSource(variant)), variant };
  }

  /** Links every program that a run of any batch and any number of steps can need. */
  link(directions: 1 | 2): void {
    for (const variant of this.variants(directions)) this.plan(variant);
    this.project(directions);
  }

  variants(directions: 1 | 2): readonly StepVariant[] {
    const layered = { directions, single: false } as const;
    const { rowsTogether } = this;
    const all: StepVariant[] = [
      { ...layered, rows: 1, projected: true },
      { ...layered, rows: 1, projected: false },
      { ...layered, rows: rowsTogether, projected: false },
    ];
    if (directions === 1 && cellSource(this.cell).passes.length === 1) {
      all.push({ rows: 1, directions: 1, projected: false, single: true });
    }
    return all;
  }

  release(): void {
    const { gl } = this.#device;
    this.#checked = null;
    if (this.#alone !== null) gl.deleteTexture(this.#alone.texture);
    for (const { texture } of this.#pairs.values()) gl.deleteTexture(texture);
  }
}

function upload(device: Device, cells: readonly CheckedCell[]): DeviceWeights {
  const { gl } = device;
  const { data, width, height, columns, groupsPerFold } = packWeights(cells, device.textureSize);
  const texture = gl.createTexture();
  device.bind('weights', gl.TEXTURE_2D, texture);
  gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA32F, width, height);
  gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, gl.RGBA, gl.FLOAT, data);
  setNearest(gl, gl.TEXTURE_2D);
  return { texture, columns, groupsPerFold };
}
