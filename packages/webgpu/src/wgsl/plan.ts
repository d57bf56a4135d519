// The dispatches of a run, in chunks of as many steps as fit into the room and into one dispatch.

import { gateCounts } from '@gatefold/contract/author';
import { passesOf } from './cells.ts';
import { isForSoftware, type KernelKind, plainThreads, rowsAtOnce } from './kinds.ts';
import { stateSlots } from './module.ts';
import type { DeviceProfile } from './profile.ts';
import { projectedRows } from './project.ts';
import { quads, type RunSizes } from './sizes.ts';
import { weightPlaces } from './weights.ts';

export interface Dispatch {
  /** Names of kernels, dispatched in turn. */
  readonly kernels: readonly string[];
  readonly workgroups: readonly [number, number, number];
  /** So many times, with `step` = 0, 1, 2, … */
  readonly repeat: number;
}

export interface Chunk {
  /** struct Run of module.ts. */
  readonly uniforms: Uint32Array;
  readonly dispatches: readonly Dispatch[];
  readonly cost: Cost;
}

/** What work takes, roughly. */
export interface Cost {
  /** Multiplications and additions. */
  readonly work: number;
  readonly dispatches: number;
}

export interface Plan {
  /** Scratch, of any content at the start. */
  readonly roomBytes: number;
  readonly chunks: readonly Chunk[];
  /** Of all chunks. */
  readonly cost: Cost;
}

/** Steps of one chunk. The device works on one while the next is being recorded, so it should not be long. */
export const mostRepeats = 256;

/** Products that a workgroup may sum in one dispatch of all steps: a tenth of a second on a processor. */
const mostPersistentWork = 2 ** 27;

export function planOf(kind: KernelKind, sizes: RunSizes, profile: DeviceProfile): Plan {
  const { cell, inputDim, batch, timeSteps } = sizes;
  const gates = gateCounts[cell.kind];
  const columns = quads(cell.units);
  const texelsOfStates = stateSlots(cell) * batch * columns;
  const texelsOfStep = batch * gates * columns;
  const workOfStep = 16 * columns * columns * gates;
  const fitting = Math.floor((profile.roomBytes / 16 - texelsOfStates) / texelsOfStep);
  const most = kind === 'persistent' ? Math.floor(mostPersistentWork / workOfStep) : mostRepeats;
  const chunkSteps = Math.min(timeSteps, Math.max(1, Math.min(fitting, most)));
  const { W, b, d } = weightPlaces(sizes);
  const chunks: Chunk[] = [];
  for (let first = 0; first < timeSteps; first += chunkSteps) {
    const steps = Math.min(chunkSteps, timeSteps - first);
    const dispatches = [
      projection(kind, sizes, steps, profile),
      stepDispatch(kind, sizes, steps, profile),
    ];
    chunks.push({
      uniforms: Uint32Array.of(
        batch,
        timeSteps,
        first,
        steps,
        Number(sizes.goBackwards),
        Number(sizes.goBackwards && sizes.alignOutput),
        Number(sizes.returnSequences),
        Number(sizes.masked),
        cell.units,
        inputDim,
        columns,
        W,
        b,
        d,
        texelsOfStates,
      ),
      dispatches,
      cost: {
        work: steps * batch * (workOfStep + 4 * columns * inputDim * gates),
        dispatches: sumOf(dispatches, ({ kernels, repeat }) => kernels.length * repeat),
      },
    });
  }
  const cost = {
    work: sumOf(chunks, (chunk) => chunk.cost.work),
    dispatches: sumOf(chunks, (chunk) => chunk.cost.dispatches),
  };
  return { roomBytes: 16 * (texelsOfStates + chunkSteps * texelsOfStep), chunks, cost };
}

function sumOf<T>(items: readonly T[], numberOf: (item: T) => number): number {
  return items.reduce((sum, item) => sum + numberOf(item), 0);
}

/** Lines of workgroups: more than a dimension holds go on in the next. */
function lines(
  x: number,
  count: number,
  { mostWorkgroups }: DeviceProfile,
): Dispatch['workgroups'] {
  const y = Math.min(count, mostWorkgroups);
  return [x, y, Math.ceil(count / y)];
}

function projection(
  kind: KernelKind,
  { cell, batch }: RunSizes,
  steps: number,
  profile: DeviceProfile,
): Dispatch {
  const columns = gateCounts[cell.kind] * quads(cell.units);
  const workgroups = lines(
    Math.ceil(columns / plainThreads[kind]),
    Math.ceil((steps * batch) / projectedRows),
    profile,
  );
  return { kernels: ['project'], workgroups, repeat: 1 };
}

function stepDispatch(
  kind: KernelKind,
  { cell, batch }: RunSizes,
  steps: number,
  profile: DeviceProfile,
): Dispatch {
  if (kind === 'persistent') {
    return { kernels: ['sequence'], workgroups: lines(1, batch, profile), repeat: 1 };
  }
  const rows = rowsAtOnce[kind];
  const columns = quads(cell.units);
  const width = isForSoftware(kind) ? Math.ceil(columns / plainThreads[kind]) : columns;
  const workgroups = lines(width, Math.ceil(batch / rows), profile);
  const kernels = passesOf(cell).map((_, pass) => `step${pass}rows${rows}`);
  return { kernels, workgroups, repeat: steps };
}
