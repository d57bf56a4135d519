// One function per rule about a config's values; each throws ConfigError. Clauses E8 to E10.

import { type ActivationName, activationNames, refusedActivations } from './activations.ts';
import type { CellKind, LayerConfig } from './config.ts';
import { ConfigError } from './errors.ts';
import { describe } from './describe.ts';

/** Refuses a config of another kind than its builder makes; one without a kind takes the builder's. */
export function checkKind(where: string, kind: unknown, required: LayerConfig['kind']): void {
  if (kind === undefined || kind === required) return;
  throw new ConfigError({
    where: `${where}.kind`,
    expected: `must be '${required}', or absent`,
    actual: describe(kind),
    remedy: isLayerKind(kind)
      ? `call ${kind}(), or leave the kind out to make another layer of the same options`
      : 'leave it out; the builder knows it',
  });
}

export function isLayerKind(kind: unknown): kind is LayerConfig['kind'] {
  return kind === 'stacked' || kind === 'bidirectional' || isCellKind(kind);
}

export function isCellKind(kind: unknown): kind is CellKind {
  return kind === 'simpleRNN' || kind === 'lstm' || kind === 'gru';
}

export function checkUnits(where: string, units: unknown): number {
  if (Number.isSafeInteger(units) && (units as number) > 0) return units as number;
  throw new ConfigError({
    where: `${where}.units`,
    expected: 'must be a whole number of at least 1',
    actual: describe(units),
    remedy: 'give the width of the state, as in { units: 4 }',
  });
}

export function checkBoolean(where: string, value: unknown, byDefault: boolean): boolean {
  if (value === undefined) return byDefault;
  if (typeof value === 'boolean') return value;
  throw new ConfigError({
    where,
    expected: 'must be true or false',
    actual: describe(value),
    remedy: `leave it out for ${byDefault}`,
  });
}

export function checkActivation(
  where: string,
  given: unknown,
  byDefault: ActivationName,
): ActivationName {
  // Not `??`: Keras's null means linear, and must not turn into the default unseen.
  const name = given === undefined ? byDefault : given;
  if ((activationNames as readonly unknown[]).includes(name)) return name as ActivationName;
  throw new ConfigError({
    where,
    expected: 'must be the name of an activation',
    actual: describe(name),
    remedy: adviceForActivation(name),
  });
}

function adviceForActivation(name: unknown): string {
  if (name === null) return "Keras's null is 'linear'";
  const text = typeof name === 'string' ? name : '';
  const camel = text.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  for (const spelling of [text, camel]) {
    if (Object.hasOwn(refusedActivations, spelling)) return refusedActivations[spelling] as string;
  }
  const twin = activationNames.find((known) => known.toLowerCase() === camel.toLowerCase());
  return twin === undefined ? `known: ${activationNames.join(', ')}` : `did you mean '${twin}'`;
}
