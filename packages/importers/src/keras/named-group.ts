// Weights whose names are the paths of an HDF5 file: `layers/lstm/cell/vars/0`, as TensorFlow.js's converter calls those of
// Keras 3. github.com/tensorflow/tfjs, tfjs-converter/python/tensorflowjs/converters/keras_h5_conversion.py

import { FileError, type HostTensor } from '@gatefold/contract';
import type { WeightGroup } from './new-weights.ts';
import type { NamedWeight } from './old-weights.ts';

/** The group of all weights whose names begin with a path. */
export function namedGroup(where: string, weights: readonly NamedWeight[], path = ''): WeightGroup {
  const inside = weights.filter(({ name }) => name.startsWith(path));
  const rests = inside.map(({ name }) => name.slice(path.length));
  return {
    names: [...new Set(rests.map((rest) => rest.split('/')[0] as string))],
    group: (name) =>
      rests.some((rest) => rest.startsWith(`${name}/`))
        ? namedGroup(where, inside, `${path}${name}/`)
        : undefined,
    tensor(name): HostTensor {
      const found = inside.find((weight) => weight.name === path + name);
      if (found !== undefined) return found.tensor;
      throw new FileError({
        where: `${where}: ${path}${name}`,
        expected: 'must be an array of real numbers',
        actual: 'nothing',
        remedy: 'the file is damaged: fetch it again',
      });
    },
  };
}
