// What a backend claims, checked at both ends: when it is defined, and when a layer asks for something. Clauses E16.

import { activationNames } from '../activations.ts';
import type { Supports } from '../backend.ts';
import type { CellConfig, LayerConfig } from '../config.ts';
import { cellsOf, flagsOf } from '../config.ts';
import { describe } from '../describe.ts';
import { ConfigError, UnsupportedError } from '../errors.ts';
import { gateCounts } from '../gate-order.ts';
import { guardReads } from '../guard-reads.ts';
import type { Engine, EngineSupports } from '../engines/engine.ts';
import type { Kernels, KernelSupports } from '../kernels/kernels.ts';

/**
 * Completes an author's claims with those that follow from them.
 *
 * @throws {ConfigError} for a claim that is missing, unknown or of the wrong type, or a kernel that is not there
 */
export function completeSupports<B, P>(kernels: Kernels<B, P>): Supports {
  return guardReads('defineBackend', () => completeKernels(kernels));
}

function completeKernels<B, P>(kernels: Kernels<B, P>): Supports {
  const name = checkName('defineBackend', kernels);
  for (const method of ['allocate', 'free', 'write', 'copy', 'read', 'prepare', 'run'] as const) {
    if (typeof kernels[method] === 'function') continue;
    throw new ConfigError({
      where: `defineBackend(${name}).${method}`,
      expected: 'must be a function',
      actual: describe(kernels[method]),
      remedy: 'spread hostMemory(Float32Array) for buffers that are plain arrays',
    });
  }
  checkClaims(`defineBackend(${name}).supports`, kernels.supports, kernelClaims);
  return frozenSupports({
    ...kernels.supports,
    recurrentActivations: kernels.supports.recurrentActivations ?? kernels.supports.activations,
    weightPrecision: kernels.supports.weightPrecision ?? 'f32',
    alignOutput: kernels.supports.goBackwards,
    stateful: true,
    bidirectional: kernels.supports.goBackwards && kernels.merge !== undefined,
    stacked: true,
    streaming: true,
  });
}

/**
 * Completes an engine's claims: all are its own but those that its door decides.
 *
 * @throws {ConfigError} for a claim that is missing, unknown or of the wrong type
 */
export function completeEngineSupports(engine: Engine): Supports {
  return guardReads('backendFromEngine', () => completeEngine(engine));
}

function completeEngine(engine: Engine): Supports {
  const name = checkName('backendFromEngine', engine);
  if (typeof engine.layer !== 'function') {
    throw new ConfigError({
      where: `backendFromEngine(${name}).layer`,
      expected: 'must be a function',
      actual: typeof engine.layer,
      remedy: 'give layer(config, weights), which makes a layer with run(call)',
    });
  }
  checkClaims(`backendFromEngine(${name}).supports`, engine.supports, engineClaims);
  const {
    activations,
    recurrentActivations = activations,
    alignOutput = false,
    weightPrecision = 'f32',
  } = engine.supports;
  return frozenSupports({
    ...engine.supports,
    recurrentActivations,
    alignOutput,
    weightPrecision,
    streaming: false,
    dataSync: false,
  });
}

/**
 * Copies claims into such as stay what they are, whatever becomes of the author's own lists: clause E16. `defineBackend` does
 * so itself.
 */
export function frozenSupports(supports: Supports): Supports {
  const { cells, activations, recurrentActivations, resetAfter } = supports;
  return Object.freeze({
    ...supports,
    cells: Object.freeze([...cells]),
    activations: Object.freeze([...activations]),
    recurrentActivations: Object.freeze([...recurrentActivations]),
    resetAfter: Object.freeze([...resetAfter]),
  });
}

function checkName(where: string, author: unknown): string {
  const name = (author as { name?: unknown } | null | undefined)?.name;
  if (typeof name === 'string' && name !== '') return name;
  throw new ConfigError({
    where: `${where}.name`,
    expected: 'must be a name',
    actual: describe(name),
    remedy: "give the word that its messages begin with, as in { name: 'mine' }",
  });
}

type Check = (value: unknown) => boolean;

function listOf(known: readonly unknown[]): Check {
  return (value) => Array.isArray(value) && value.every((item) => known.includes(item));
}

const isBoolean: Check = (value) => typeof value === 'boolean';

type Claims<S> = Readonly<Record<keyof S, readonly [phrase: string, check: Check]>>;

const isListOfActivations = listOf(activationNames);

const kernelClaims: Claims<KernelSupports> = {
  cells: ['a list of cell kinds', listOf(Object.keys(gateCounts))],
  activations: ['a list of activation names', isListOfActivations],
  recurrentActivations: [
    'a list of activation names, or absent',
    (value) => value === undefined || isListOfActivations(value),
  ],
  resetAfter: ['a list of booleans', listOf([true, false])],
  masking: ['true or false', isBoolean],
  goBackwards: ['true or false', isBoolean],
  dataSync: ['true or false', isBoolean],
  precision: ["'f64', 'f32' or 'f16'", (value) => ['f64', 'f32', 'f16'].includes(value as string)],
  weightPrecision: [
    "'f32', 'f16', 'bf16' or 'int8', or absent",
    (value) => value === undefined || ['f32', 'f16', 'bf16', 'int8'].includes(value as string),
  ],
};

const { dataSync: _, ...sharedClaims } = kernelClaims;

const engineClaims: Claims<EngineSupports> = {
  ...sharedClaims,
  alignOutput: ['true or false, or absent', (value) => value === undefined || isBoolean(value)],
  stateful: ['true or false', isBoolean],
  bidirectional: ['true or false', isBoolean],
  stacked: ['true or false', isBoolean],
};

function checkClaims<S extends object>(where: string, supports: S, claims: Claims<S>): void {
  const given = (supports ?? {}) as unknown as Record<string, unknown>;
  for (const [key, [phrase, check]] of Object.entries<Claims<S>[keyof S]>(claims)) {
    if (check(given[key])) continue;
    throw new ConfigError({
      where: `${where}.${key}`,
      expected: `must be ${phrase}`,
      actual: describe(given[key]),
      remedy: 'users read it and the suite tries it, so it has no default',
    });
  }
  for (const key of Object.keys(given)) {
    if (Object.hasOwn(claims, key)) continue;
    throw new ConfigError({
      where: `${where}.${key}`,
      expected: 'is not a claim that is made here',
      remedy: `claims: ${Object.keys(claims).join(', ')}`,
    });
  }
}

/**
 * Names the first thing that a config needs and a backend does not claim.
 *
 * @returns the claim that is missing, as `supports.goBackwards: false`, or undefined when all is there
 */
export function missingSupport(
  supports: Supports,
  config: LayerConfig,
): MissingSupport | undefined {
  if (config.kind === 'bidirectional') {
    if (!supports.bidirectional) return missing(supports, 'bidirectional');
    // The claim covers the backward pass, also where goBackwards alone is not offered.
    return (
      missingSupport(supports, config.layer) ??
      missingSupport(supports, { ...config.backwardLayer, goBackwards: false })
    );
  }
  if (config.kind === 'stacked' && !supports.stacked) {
    return missing(supports, 'stacked');
  }
  const flags = flagsOf(config);
  // Two claims: turning a backward output round is what keeps some engines from serving both.
  const order = flags.alignOutput ? 'alignOutput' : 'goBackwards';
  if (flags[order] && !supports[order]) return missing(supports, order);
  if (flags.stateful && !supports.stateful) return missing(supports, 'stateful');
  if (flags.zeroOutputForMask && !supports.masking) {
    return missing(supports, 'masking', 'zeroOutputForMask');
  }
  for (const cell of cellsOf(config)) {
    const lacking = missingCell(supports, cell);
    if (lacking !== undefined) return lacking;
  }
  return undefined;
}

export interface MissingSupport {
  readonly what: string;
  readonly name: keyof Supports;
  /** The claim, as `supports` shows it. */
  readonly claim: string;
}

function missingCell(supports: Supports, cell: CellConfig): MissingSupport | undefined {
  const { cells, resetAfter, activations, recurrentActivations } = supports;
  if (!cells.includes(cell.kind)) return missing(supports, 'cells', cell.kind);
  if (cell.kind === 'gru' && !resetAfter.includes(cell.resetAfter)) {
    return missing(supports, 'resetAfter', `resetAfter: ${cell.resetAfter}`);
  }
  if (!activations.includes(cell.activation)) {
    return missing(supports, 'activations', `activation '${cell.activation}'`);
  }
  if (cell.kind !== 'simpleRNN' && !recurrentActivations.includes(cell.recurrentActivation)) {
    const what = `recurrentActivation '${cell.recurrentActivation}'`;
    return missing(supports, 'recurrentActivations', what);
  }
  return undefined;
}

function missing(supports: Supports, name: keyof Supports, what: string = name): MissingSupport {
  return { what, name, claim: `${name}: ${[supports[name]].flat().join(', ')}` };
}

/** Refuses what the backend does not claim. */
export function unsupported(
  where: string,
  { what, claim }: Pick<MissingSupport, 'what' | 'claim'>,
): UnsupportedError {
  return new UnsupportedError({
    where,
    expected: `${what} is not supported (supports.${claim})`,
    remedy: 'use a backend that claims it',
  });
}
