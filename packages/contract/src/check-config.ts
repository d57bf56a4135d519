// One function per rule about a config's values; each throws ConfigError.

import { type ActivationName, activationNames, refusedActivations } from './activations.ts';
import { ConfigError } from './errors.ts';
import { describe } from './tensor.ts';

/** Keras arguments that matter to training or to the graph only; named so that their refusal can say so. */
const trainingKeys = new Set([
  'dropout',
  'recurrentDropout',
  'kernelInitializer',
  'recurrentInitializer',
  'biasInitializer',
  'unitForgetBias',
  'kernelRegularizer',
  'recurrentRegularizer',
  'biasRegularizer',
  'activityRegularizer',
  'kernelConstraint',
  'recurrentConstraint',
  'biasConstraint',
  'seed',
  'unroll',
  'implementation',
  'useCudnn',
]);

/** Refuses keys that nobody would read. */
export function checkKeys(where: string, options: object, known: readonly string[]): void {
  checkIsObject(where, options);
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    throw new ConfigError({
      where: `${where}.${key}`,
      expected: 'is not an option',
      remedy: adviceFor(key, known),
    });
  }
}

/** For builders that are called by hand; a backend has read the kind before. */
function checkIsObject(where: string, options: unknown): void {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return;
  throw new ConfigError({
    where,
    expected: 'must be an object of options',
    actual: describe(options),
  });
}

function adviceFor(key: string, known: readonly string[]): string {
  const camel = key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  if (trainingKeys.has(camel)) {
    return 'it does not change inference, so leave it out; fromKerasConfig sorts such keys out of a Keras config';
  }
  const twin = known.find((name) => name.toLowerCase() === camel.toLowerCase());
  if (twin !== undefined) return `did you mean ${twin}`;
  return `known: ${known.filter((name) => name !== 'kind').join(', ')}`;
}

export function checkUnits(where: string, units: unknown): number {
  if (Number.isSafeInteger(units) && (units as number) > 0) return units as number;
  throw new ConfigError({
    where: `${where}.units`,
    expected: 'must be a whole number of at least 1',
    actual: describe(units),
  });
}

export function checkBoolean(where: string, value: unknown, byDefault: boolean): boolean {
  if (value === undefined) return byDefault;
  if (typeof value === 'boolean') return value;
  throw new ConfigError({ where, expected: 'must be true or false', actual: describe(value) });
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
  const twin = activationNames.find((known) => known.toLowerCase() === camel.toLowerCase());
  return (
    refusedActivations[text] ??
    refusedActivations[camel] ??
    (twin === undefined ? `known: ${activationNames.join(', ')}` : `did you mean '${twin}'`)
  );
}
