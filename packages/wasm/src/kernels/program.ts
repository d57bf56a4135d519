// The bytes of a module: what every module has, and the functions of some cells.

import type { ActivationName } from '@gatefold/contract';
import type { Callable } from '../emit/function.ts';
import { ModuleWriter } from '../emit/module.ts';
import { wideActivations } from './activations.ts';
import { writeCommon } from './common.ts';
import { writeCell } from './layer.ts';
import type { CellVariant } from './phase.ts';
import type { KernelStyle } from './product.ts';

export interface ProgramOptions extends KernelStyle {
  /** Whether the memory is shared by threads. */
  readonly isShared: boolean;
}

/** The custom section in which a module says what it has. */
const manifestName = 'gatefold';

/** Raised whenever JavaScript of another version could not call the functions. */
const manifestVersion = 1;

export interface Manifest extends ProgramOptions {
  readonly version: number;
  /** {@link keyOf} the cells. */
  readonly cells: readonly string[];
}

/** Writes a module with the functions of these cells. */
export function writeProgram(
  variants: readonly CellVariant[],
  options: ProgramOptions,
): Uint8Array<ArrayBuffer> {
  const module = new ModuleWriter(options.isShared);
  const host = new Map<ActivationName, Callable<{ at: 'i32' }>>();
  for (const { activation, recurrentActivation } of variants) {
    for (const name of [activation, recurrentActivation]) {
      if (wideActivations[name] === undefined) {
        host.set(name, module.import(name, { at: 'i32' }));
      }
    }
  }
  const common = writeCommon(module);
  for (const variant of variants) {
    writeCell(module, `${keyOf(variant)} `, variant, {
      ...{ common, host, style: options, isShared: options.isShared },
    });
  }
  const manifest: Manifest = { version: manifestVersion, ...options, cells: variants.map(keyOf) };
  module.custom(manifestName, JSON.stringify(manifest));
  return module.encode();
}

/** How a variant's functions are told from others of the module. */
export function keyOf({ name, activation, recurrentActivation }: CellVariant): string {
  return `${name} ${activation} ${recurrentActivation}`;
}

/** What {@link writeProgram} wrote into a module; null for one of somebody else's, or of another version. */
export function readManifest(module: WebAssembly.Module): Manifest | null {
  const [section] = WebAssembly.Module.customSections(module, manifestName);
  if (section === undefined) return null;
  const letters = String.fromCharCode(...new Uint8Array(section));
  const manifest = JSON.parse(letters) as Manifest;
  return manifest.version === manifestVersion ? manifest : null;
}
