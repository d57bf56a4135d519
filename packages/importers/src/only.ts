// The single layer of a file that has one.

import { ConfigError, FileError } from '@gatefold/contract';
import { describe } from '@gatefold/contract/author';
import type { Imported, ImportedLayer } from './imported.ts';

/**
 * Takes the recurrent layer of a file that has exactly one.
 *
 * @throws {FileError}   when it has none or several, with their paths
 * @throws {ConfigError} for what no importer returned, such as a promise that was not awaited
 * @example
 *   import { lstm, tensor } from '@gatefold/contract';
 *   import { only } from '@gatefold/importers';
 *   const weights = { kernel: tensor([[1, 1, 1, 1]]), recurrentKernel: tensor([[0, 0, 0, 0]]), bias: tensor([0, 0, 0, 0]) };
 *   const file = { layers: new Map([['lstm_1', { config: lstm({ units: 1 }), weights }]]), tensors: new Map(), notes: [] };
 *   only(file).config.kind; // => 'lstm'
 */
export function only(imported: Pick<Imported, 'layers'>): ImportedLayer {
  const { layers } = Object(imported) as Partial<Imported>;
  if (layers === undefined) {
    throw new ConfigError({
      where: 'only',
      expected: 'must be given what importModel() resolves to',
      actual: describe(imported),
      remedy: 'only(await importModel(bytes))',
    });
  }
  const [first, ...more] = layers.values();
  if (first !== undefined && more.length === 0) return first;
  const paths = [...layers.keys()];
  const rest = paths.length > 6 ? ` and ${paths.length - 6} more` : '';
  throw new FileError({
    where: 'only',
    expected: 'the file must hold exactly one recurrent layer',
    actual: paths.length === 0 ? 'none' : `${paths.length}`,
    remedy:
      paths.length === 0
        ? 'its notes say what it holds instead'
        : `take one of its layers by its path: ${paths.slice(0, 6).join(', ')}${rest}`,
  });
}
