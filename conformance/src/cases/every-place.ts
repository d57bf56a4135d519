// Arguments of which one thing is another, wherever in them it stands: what is refused in one place is refused in all.

import {
  bidirectional,
  gru,
  type LayerConfig,
  lstm,
  stacked,
  type Supports,
} from '@gatefold/contract';
import { missingSupport } from '@gatefold/contract/author';
import { withClaimedCells } from '../claimed.ts';
import type { Lab } from '../lab.ts';
import { drawWeights, seeded } from '../random.ts';
import { throwing } from './hostile.ts';
import { inputDim, layerFor, make } from './refused-layer.ts';

type Path = readonly string[];

/** Every property inside, whatever its depth; the numbers of an array are none. */
function* placesIn(value: unknown, path: Path = []): Generator<readonly [Path, unknown]> {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    const place = [...path, name];
    yield [place, inner];
    yield* placesIn(inner, place);
  }
}

/** A copy, with another object in the place of the one that holds the last name of the path. */
function changedAt(
  value: object,
  [name = '', ...rest]: Path,
  change: (holder: object, name: string) => object,
): object {
  if (rest.length === 0) return change(value, name);
  const inner = (value as Record<string, object>)[name] as object;
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  return Object.assign(copy, { [name]: changedAt(inner, rest, change) });
}

/** Copies of an argument, by name, of each of which one property throws when it is read. */
export function unreadable(value: object): Record<string, object> {
  return Object.fromEntries(
    [...placesIn(value)].map(([path]) => [path.join('.'), changedAt(value, path, throwing)]),
  );
}

/** A layer of each arrangement that is claimed; not both at once, a Bidirectional of a stack, which some runtimes lack. */
export function arrangements(supports: Supports): Record<string, LayerConfig> {
  const layer = { ...layerFor(supports), returnState: false };
  const stack = withClaimedCells(
    supports,
    stacked({ cells: [lstm({ units: 2 }), gru({ units: 3 })] }),
  );
  const all: Record<string, LayerConfig> = {
    'a layer': layer,
    'a stack': stack,
    'a Bidirectional': bidirectional({ layer }),
  };
  return Object.fromEntries(
    Object.entries(all).filter(([, config]) => missingSupport(supports, config) === undefined),
  );
}

/** Weights of any arrangement, the same each time. */
export const weightsFor = (config: LayerConfig): object => drawWeights(seeded(1), config, inputDim);

/** What a place of a config is given in turn, in the place of what it has. */
type Others = (value: unknown, name: string) => readonly unknown[];

/** Makes a layer of each arrangement with each other value in each place of its config. */
export function inEachPlace(
  supports: Supports,
  others: Others,
): Record<string, (lab: Lab) => void> {
  const attempts: Record<string, (lab: Lab) => void> = {};
  for (const [what, config] of Object.entries(arrangements(supports))) {
    for (const [path, value] of placesIn(config)) {
      for (const other of others(value, path.at(-1) as string)) {
        const changed = changedAt(config, path, (holder, name) => ({ ...holder, [name]: other }));
        attempts[`${path.join('.')} of ${what} as ${typeof other} ${String(other)}`] = (lab) =>
          make(lab, changed, weightsFor(config));
      }
    }
  }
  return attempts;
}

/** Makes a layer of each arrangement with each place of its config, and of its weights, that throws when it is read. */
export function withEachPlaceUnreadable(supports: Supports): Record<string, (lab: Lab) => void> {
  const attempts: Record<string, (lab: Lab) => void> = {};
  for (const [what, config] of Object.entries(arrangements(supports))) {
    const weights = weightsFor(config);
    for (const [place, changed] of Object.entries(unreadable(config)))
      attempts[`${place} of ${what}`] = (lab) => make(lab, changed, weights);
    for (const [place, changed] of Object.entries(unreadable(weights)))
      attempts[`${place} in the weights of ${what}`] = (lab) => make(lab, config, changed);
  }
  return attempts;
}

/** Makes a layer of each arrangement as it is. */
export function makeEachArrangement(lab: Lab): void {
  for (const config of Object.values(arrangements(lab.supports)))
    make(lab, config, weightsFor(config));
}
