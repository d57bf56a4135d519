// What stands beside the class and the config of a serialised object.

import { ConfigError } from '../errors.ts';
import { describeObject, shorten } from './describe-object.ts';
import { checkHarmless, jsonFields, metadataFields } from './keys.ts';
import type { KerasLine } from './version.ts';

const known: readonly string[] = [...jsonFields, ...metadataFields];

const moduleOfKeras = /^(keras|tf_keras|tensorflow(\.python)?\.keras)(\.|$)/;

/** What an object has when nobody says otherwise: Keras 3 writes these two into its JSON and .keras files. */
export function defaultFields(line: KerasLine): Readonly<Record<string, unknown>> {
  return line === 'keras3' ? { module: 'keras.layers', registered_name: null } : {};
}

/**
 * Checks the fields of an object whose class is one of Keras's names.
 *
 * @throws {ConfigError} for another's class under that name, a field that no Keras writes, and a name that is not the
 *                       config's
 */
export function checkFields(
  where: string,
  className: string,
  fields: Readonly<Record<string, unknown>>,
  nameOfConfig: unknown,
): void {
  const { module, registered_name: registered, name } = fields;
  const isOurs =
    (isAbsent(module) || (typeof module === 'string' && moduleOfKeras.test(module))) &&
    (isAbsent(registered) || registered === className);
  if (!isOurs) {
    throw new ConfigError({
      where,
      expected: `must be Keras's own ${className}`,
      actual: `${describeObject(module)}, registered as ${describeObject(registered)}`,
      remedy:
        'a subclass may compute anything: if it computes what its parent does, take module and registered_name out',
    });
  }
  for (const [key, value] of Object.entries(fields)) {
    if (known.includes(key)) {
      checkHarmless(where, key, value);
      continue;
    }
    throw new ConfigError({
      where: `${where}.${shorten(key)}`,
      expected: 'is not a field of a serialised layer',
      remedy: `take it out; fields: class_name, config, ${jsonFields.join(', ')}, and those of keras_metadata.pb`,
    });
  }
  // TensorFlow.NET writes the name of a node, and null into its config.
  if (isAbsent(name) || isAbsent(nameOfConfig) || name === nameOfConfig) return;
  throw new ConfigError({
    where: `${where}.name`,
    expected: `must be that of its config, ${describeObject(nameOfConfig)}`,
    actual: describeObject(name),
    remedy: 'a node repeats the name: make both alike',
  });
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
