// Activations between Keras's names and ours. One name, `hard_sigmoid`, is two functions: the version tells which.

import {
  type ActivationName,
  activationNames,
  activations,
  refusedActivations,
} from '../activations.ts';
import { ConfigError } from '../errors.ts';
import { type KerasVersion, lineNames } from './version.ts';
import { describe } from '../describe.ts';

/** What keras/activations.py of 2.3.1 has; tf.keras has more. */
const standalone: ReadonlySet<ActivationName> = new Set([
  'linear',
  'tanh',
  'sigmoid',
  'hardSigmoidKeras2',
  'relu',
  'elu',
  'selu',
  'exponential',
  'softplus',
  'softsign',
] as const);

/** Names that Keras reads and does not write. */
const aliases: Readonly<Record<string, ActivationName>> = {
  silu: 'silu',
  swish: 'silu',
  hard_swish: 'hardSilu',
};

/** Keras's name in this version, or null where it has no such function. */
function kerasName(name: ActivationName, { line }: KerasVersion): string | null {
  if (line === 'keras3') return activations[name].keras3;
  return line === 'tfKeras' || standalone.has(name) ? activations[name].keras2 : null;
}

/**
 * Reads an activation: a name, null for linear, or a function that Keras serialised by name.
 *
 * @throws {ConfigError} for a function that is not this version's, a layer, or one that no cell here can take
 */
export function readActivation(
  where: string,
  value: unknown,
  version: KerasVersion,
): ActivationName {
  if (value === null) return 'linear';
  const { class_name: className, config } = value as { class_name?: unknown; config?: unknown };
  const given = className === 'function' ? config : value;
  const found = activationNames.find((name) => kerasName(name, version) === given);
  if (found !== undefined) return found;
  const alias = Object.hasOwn(aliases, String(given)) ? aliases[String(given)] : undefined;
  if (alias !== undefined && kerasName(alias, version) !== null) return alias;
  throw new ConfigError({
    where,
    expected: `must be the name of an activation of ${lineNames[version.line]}`,
    actual: typeof className === 'string' ? `a ${className}` : describe(given),
    remedy: readingAdvice(given),
  });
}

function readingAdvice(given: unknown): string {
  const camel = String(given).replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  if (!Object.hasOwn(activations, camel) && !Object.hasOwn(aliases, String(given))) {
    const refused = refusedActivations[camel];
    if (refused !== undefined) return refused;
  }
  return "if it is a function of your own that is known here, put 'linear' in its place and set the name on the config that comes back";
}

/**
 * Writes an activation as this version of Keras names it.
 *
 * @throws {ConfigError} for a function that this version does not have
 */
export function writeActivation(
  where: string,
  name: ActivationName,
  version: KerasVersion,
): string {
  const written = kerasName(name, version);
  if (written !== null) return written;
  throw new ConfigError({
    where,
    expected: `'${name}' is not an activation of ${lineNames[version.line]}`,
    ...(name.startsWith('hardSigmoid')
      ? { remedy: 'its hard_sigmoid is another function, so that the numbers would change' }
      : {}),
  });
}
