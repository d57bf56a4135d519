// An engine's answer, checked: it has what the config asks for, in the shapes that follow from the call. Clauses D8.

import { flagsOf, type LayerConfig, type LayerFlags } from '../config.ts';
import { EngineError } from '../errors.ts';
import { pathTo } from '../leaves.ts';
import type { Extent } from '../shell/check-call.ts';
import { outputShapes } from '../shell/name-result.ts';
import { flattenState, stateLeaves } from '../state.ts';
import { describe, formatShape } from '../describe.ts';
import { type HostTensor, sizeOf, type TensorLike } from '../tensor.ts';
import { isFloat32Array, typedArrayLength } from '../typed-array.ts';
import type { EngineLayer, EngineResult } from './engine.ts';

export interface CheckedAnswer {
  readonly outputs: readonly Float32Array[];
  /** There with returnState. */
  readonly leaves: readonly Float32Array[] | undefined;
}

/**
 * Checks an answer, and copies its numbers: an engine may use its arrays again.
 *
 * @throws {EngineError} when it has not what the config asks for
 */
export function checkAnswer(
  where: string,
  config: LayerConfig,
  extent: Extent,
  answer: EngineResult,
): CheckedAnswer {
  const { output, state } = (answer ?? {}) as Partial<EngineResult>;
  const shapes = outputShapes(config, extent);
  const { forward, backward } = (output ?? {}) as Record<'forward' | 'backward', HostTensor>;
  const outputs = shapes.length === 1 ? [output as HostTensor] : [forward, backward];
  for (const [index, shape] of shapes.entries()) {
    const path = shapes.length === 1 ? 'output' : `output.${['forward', 'backward'][index]}`;
    checkTensor(`${where}: ${path}`, outputs[index], shape);
  }
  const { returnState } = flagsOf(config);
  if (returnState !== (state !== undefined)) {
    throw new EngineError({
      where: `${where}: state`,
      expected: `must be ${returnState ? 'there' : 'absent'} with returnState: ${returnState}`,
      actual: describe(state),
    });
  }
  const leaves = returnState ? checkLeaves(`${where}: state`, config, extent, state) : undefined;
  const copy = ({ data }: HostTensor): Float32Array => new Float32Array(data);
  return { outputs: outputs.map(copy), leaves: leaves?.map(copy) };
}

/**
 * Checks what an engine made of a config and weights; of a stateful config, that its state can be set.
 *
 * @throws {EngineError} when it cannot be run
 */
export function checkEngineLayer(
  where: string,
  { stateful }: LayerFlags,
  made: unknown,
): EngineLayer {
  const needed = stateful ? (['run', 'resetState'] as const) : (['run'] as const);
  const layer = (made ?? {}) as Partial<EngineLayer>;
  const missing = needed.find((name) => typeof layer[name] !== 'function');
  if (missing === undefined) return layer as EngineLayer;
  throw new EngineError({
    where,
    expected: `must give a layer with a method ${missing}`,
    actual: describe(made),
    remedy: `return { ${needed.join(', ')} }, or a promise of it`,
  });
}

function checkLeaves(
  where: string,
  config: LayerConfig,
  { batch }: Extent,
  state: unknown,
): readonly HostTensor[] {
  let leaves: readonly TensorLike[];
  try {
    leaves = flattenState(where, config, state);
  } catch (error) {
    const { expected, actual } = error as EngineError;
    throw new EngineError({ where, expected, ...(actual === undefined ? {} : { actual }) });
  }
  for (const [index, { path, units }] of stateLeaves(config).entries()) {
    checkTensor(pathTo(where, path), leaves[index], [batch, units]);
  }
  return leaves as readonly HostTensor[];
}

function checkTensor(where: string, value: unknown, shape: readonly number[]): void {
  const { shape: given, data } = (value ?? {}) as Partial<HostTensor>;
  const fits =
    Array.isArray(given) && given.length === shape.length && given.every((n, k) => n === shape[k]);
  const length = isFloat32Array(data) ? typedArrayLength(data) : undefined;
  if (!fits || length !== sizeOf(shape)) {
    throw new EngineError({
      where,
      expected: `must be { shape, data } of shape ${formatShape(shape)} with a Float32Array of ${sizeOf(shape)}`,
      actual: Array.isArray(given)
        ? `${formatShape(given)} with ${length ?? describe(data)}`
        : describe(value),
    });
  }
}
