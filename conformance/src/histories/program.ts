// How a history is written down: as a program that makes the same calls.

import {
  bidirectional,
  type CellConfig,
  gru,
  type LayerConfig,
  lstm,
  simpleRNN,
  stacked,
} from '@gatefold/contract';
import { cellsOf } from '@gatefold/contract/author';

/** A config as its builder is called: `lstm({ units: 2, returnState: true })`. */
export function configText(config: LayerConfig | CellConfig): string {
  const usual = Object.entries(usualOf(config));
  const unusual = Object.entries(config).filter(([name, value]) => {
    const entry = usual.find(([known]) => known === name);
    return (
      name !== 'kind' &&
      (entry === undefined ||
        ['units', 'cells', 'layer'].includes(name) ||
        JSON.stringify(entry[1]) !== JSON.stringify(value))
    );
  });
  return `${config.kind}(${objectText(Object.fromEntries(unusual), valueText)})`;
}

/** What the builder makes of no more than it needs. */
function usualOf(config: LayerConfig | CellConfig): LayerConfig {
  switch (config.kind) {
    case 'bidirectional':
      return bidirectional({ layer: config.layer });
    case 'stacked':
      return stacked({ cells: config.cells });
    case 'simpleRNN':
      return simpleRNN({ units: config.units });
    case 'lstm':
      return lstm({ units: config.units });
    case 'gru':
      return gru({ units: config.units });
  }
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => valueText(item)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return configText(value as LayerConfig);
  return typeof value === 'string' ? `'${value}'` : String(value);
}

/** The builders that {@link configText} of a config calls. */
export function buildersOf(config: LayerConfig): string[] {
  const directions =
    config.kind === 'bidirectional' ? [config.layer, config.backwardLayer] : [config];
  const kinds = directions.flatMap((direction) => [
    direction.kind,
    ...cellsOf(direction).map(({ kind }) => kind),
  ]);
  return [...new Set([config.kind, ...kinds])];
}

/** `{ h: …, c: … }`, with each entry put into words. */
export function objectText(
  entries: Readonly<Record<string, unknown>>,
  textOf: (value: unknown) => string,
): string {
  const parts = Object.entries(entries).map(([name, value]) => `${name}: ${textOf(value)}`);
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

/** A nest of states or weights whose leaves are texts already. */
export function nestText(nest: unknown): string {
  if (typeof nest === 'string') return nest;
  if (Array.isArray(nest)) return `[${nest.map((item) => nestText(item)).join(', ')}]`;
  return objectText(nest as Record<string, unknown>, nestText);
}

/** `state` and `[1].h` are `state[1].h`. */
export function joined(outer: string, path: string): string {
  return path.startsWith('[') ? outer + path : `${outer}.${path}`;
}

/** A leaf as a program reaches it. */
export function memberOf(name: string, path: string): string {
  return path === '' ? name : joined(name, path);
}
