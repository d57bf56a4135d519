// A layer of a graph, made: the table's or a registered one, with the weights that the graph has for it.

import { type HostTensor, kerasWeights, UnsupportedError } from '@gatefold/contract';
import type { GraphLayer, Imported } from '@gatefold/importers';
import { ConfigReader } from './config-reader.ts';
import type { HostLayer, LayerClass } from './layer-class.ts';
import { type RecurrentLayer, recurrentLayer } from './recurrent.ts';
import { classNamed } from './registry.ts';

interface MadeLayer {
  readonly path: string;
  readonly className: string;
  /** The layer as messages name it: `encoder/dense_1 (Dense)`. */
  readonly where: string;
  /** In the order of get_weights(). */
  readonly weights: readonly HostTensor[];
}

/** A layer that computes on the host. */
export interface MadeHostLayer extends MadeLayer {
  readonly kind: 'host';
  readonly layer: HostLayer;
}

/** A layer that runs on a backend. */
export interface MadeRecurrentLayer extends MadeLayer {
  readonly kind: 'recurrent';
  readonly layer: RecurrentLayer;
  /**
   * Whether the mask that its input brings is handed on and not heeded where the call has an initial_state: Keras 3 finds
   * masks for layers of one argument alone, keras/src/layers/layer.py __call__.
   */
  readonly passesMaskBesideStates: boolean;
}

export type PlannedLayer = MadeHostLayer | MadeRecurrentLayer;

/**
 * Makes a layer.
 *
 * @throws {UnsupportedError} for a class that nobody has registered
 * @throws {ConfigError}      for a config that has no meaning
 */
export function makeLayer(
  layer: GraphLayer,
  kerasVersion: string,
  recurrent: Imported['layers'],
): PlannedLayer {
  const { path, className, config, weights } = layer;
  const made = { path, className, where: `${path} (${className})` };
  const reader = new ConfigReader(path, className, config, kerasVersion);
  const imported = recurrent.get(path);
  if (imported !== undefined) {
    return {
      ...made,
      kind: 'recurrent',
      layer: recurrentLayer(made.where, imported.config),
      weights: kerasWeights(imported.config, imported.weights),
      passesMaskBesideStates: reader.isKeras3,
    };
  }
  // The .h5 files of Keras 3 do not say which classes are functions of keras.ops.
  const found = [className, `ops.${className}`].find((name) => classNamed(name) !== undefined);
  if (found === undefined) throw unknownLayer(made.where, className);
  const host = (classNamed(found) as LayerClass)(reader);
  reader.checkAllRead();
  return { ...made, className: found, kind: 'host', layer: host, weights };
}

/** The layer that a TimeDistributed holds, with the weights that the graph has for both. */
export function layerInside({ path, config, weights }: GraphLayer): GraphLayer {
  const { class_name: className, config: inner } = Object(config['layer']) as Record<
    string,
    unknown
  >;
  const fields = Object(inner) as Record<string, unknown>;
  const inside = typeof className === 'string' ? className : 'nothing';
  const name = typeof fields['name'] === 'string' ? fields['name'] : inside.toLowerCase();
  return { path: `${path}/${name}`, className: inside, config: fields, weights };
}

/** Why some classes are not here, in Keras's words. */
const remedies: Readonly<Record<string, string>> = {
  Lambda: 'its Python code is in no file: write the function as a layer and registerLayer it',
  ConvLSTM1D: 'convolutional cells are out of scope',
  ConvLSTM2D: 'convolutional cells are out of scope',
  ConvLSTM3D: 'convolutional cells are out of scope',
};

function unknownLayer(where: string, className: string): UnsupportedError {
  return new UnsupportedError({
    where,
    expected: `no layer of class ${className} is known`,
    remedy:
      (Object.hasOwn(remedies, className) ? remedies[className] : undefined) ??
      `registerLayer('${className}', (config) => ({ outputShapes, run })) adds it`,
  });
}
