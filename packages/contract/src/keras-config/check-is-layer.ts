// Whether what is to be read is a layer at all: models, other layers and other JSON are told what they are.

import { isLayerKind } from '../check-config.ts';
import { describe } from '../describe.ts';
import { ConfigError } from '../errors.ts';
import { isObject } from '../leaves.ts';
import { describeObject, shorten } from './describe-object.ts';
import { isModel, layersInside, versionInside } from './inside.ts';
import { layerClassNames } from './keys.ts';
import { fieldsOf } from './plain-json.ts';
import { classError } from './reader.ts';

/**
 * Checks that an object is a serialised recurrent layer.
 *
 * @throws {ConfigError} for a model and for another layer around recurrent ones, with the paths of those inside
 */
export function checkIsLayer(where: string, object: unknown): void {
  if (!isObject(object)) {
    throw new ConfigError({
      where,
      expected: 'must be a serialised layer { class_name, config }',
      actual: describe(object),
      remedy:
        typeof object === 'string'
          ? 'give what JSON.parse makes of it'
          : 'give what JSON.parse gives',
    });
  }
  const fields = fieldsOf(object);
  const className = fields['class_name'] ?? fields['className'];
  if (typeof className === 'string' && layerClassNames.includes(className)) return;
  if (className === undefined && isLayerKind(fields['kind'])) {
    throw new ConfigError({
      where,
      expected: "must be Keras's own config of a layer, { class_name, config }",
      actual: `a ${fields['kind']} config of Gatefold`,
      remedy: 'give it to backend.layer as it is',
    });
  }
  const inside = layersInside(object);
  const version = versionInside(object);
  const withVersion = version === undefined ? '' : ` with kerasVersion '${shorten(version)}'`;
  if (isModel(object)) {
    throw new ConfigError({
      where: typeof className === 'string' ? `${where}: ${shorten(className)}` : where,
      expected: 'must be one layer',
      actual: 'a whole model',
      remedy:
        inside.length === 0
          ? 'it has no recurrent layer'
          : `give one of its layers: ${list(inside)}${withVersion}`,
    });
  }
  if (inside.length > 0) {
    throw new ConfigError({
      where: typeof className === 'string' ? `${where}: ${shorten(className)}` : where,
      expected: 'must be a recurrent layer itself',
      actual: describeObject(object),
      remedy: `${className === 'TimeDistributed' ? 'give what is inside, and run it once for every step' : 'give what is inside'}: ${list(inside)}`,
    });
  }
  // Where there is no class either, the reader says what a serialised layer is.
  if (typeof className === 'string') throw classError(where, className, layerClassNames);
}

/** The first paths of a list. */
function list(paths: readonly string[]): string {
  const more = paths.length > 4 ? ` and ${paths.length - 4} more` : '';
  return `${paths.slice(0, 4).join(', ')}${more}`;
}
