// Activations between Keras's names and ours. One name, `hard_sigmoid`, is two functions: the version tells which.

import {
  type ActivationName,
  activationNames,
  activations,
  refusedActivations,
} from '../activations.ts';
import { ConfigError } from '../errors.ts';
import { describeObject } from './describe-object.ts';
import { fieldsOf } from './plain-json.ts';
import { toSnakeCase } from './snake-case.ts';
import { type KerasLine, type KerasVersion, lineNames } from './version.ts';

const everywhere = [
  'linear',
  'tanh',
  'sigmoid',
  'hardSigmoidKeras2',
  'relu',
  'elu',
  'selu',
  'softplus',
  'softsign',
] as const;

/** What has fewer than tf.keras: keras/activations.py of 2.3.1; the activations of tfjs-layers 4.22. */
const lineActivations: Readonly<Partial<Record<KerasLine, readonly ActivationName[]>>> = {
  keras2: [...everywhere, 'exponential'],
  tfjs: [...everywhere, 'relu6', 'silu', 'gelu', 'mish'],
};

/** Names that Keras reads and does not write. */
const aliases: Readonly<Record<string, ActivationName>> = {
  silu: 'silu',
  swish: 'silu',
  hard_swish: 'hardSilu',
};

/** Keras's name in this version, or null where it has no such function. */
function kerasName(name: ActivationName, { line }: KerasVersion): string | null {
  if (line === 'keras3') return activations[name].keras3;
  return (lineActivations[line]?.includes(name) ?? true) ? activations[name].keras2 : null;
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
  const { class_name: className, config } = fieldsOf(value);
  const named = className === 'function' ? config : value;
  // tf.layers writes hardSigmoid in memory and hard_sigmoid into JSON.
  const given = typeof named === 'string' && version.line === 'tfjs' ? toSnakeCase(named) : named;
  const found = activationNames.find((name) => kerasName(name, version) === given);
  if (found !== undefined) return found;
  const alias =
    typeof given === 'string' && Object.hasOwn(aliases, given) ? aliases[given] : undefined;
  if (alias !== undefined && kerasName(alias, version) !== null) return alias;
  throw new ConfigError({
    where,
    expected: `must be the name of an activation of ${lineNames[version.line]}`,
    actual: isLambda(value) ? 'a lambda' : describeObject(value),
    remedy: readingAdvice(given),
  });
}

/** A Python lambda, by name in Keras 2 and as bytes after it. */
function isLambda(value: unknown): boolean {
  const { value: bytes, class_name: className } = fieldsOf(value);
  return value === '<lambda>' || className === '__lambda__' || Array.isArray(bytes);
}

function readingAdvice(given: unknown): string {
  const name = typeof given === 'string' ? given : '';
  const camel = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  if (!Object.hasOwn(activations, camel) && !Object.hasOwn(aliases, name)) {
    if (Object.hasOwn(refusedActivations, camel)) return refusedActivations[camel] as string;
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
    remedy: name.startsWith('hardSigmoid')
      ? 'its hard_sigmoid is another function, so that the numbers would change'
      : 'write for Keras 3, which has them all but hardSigmoidKeras2',
  });
}
