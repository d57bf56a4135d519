// What a visitor asks for, and the same in the page's address, so that a link asks for it again.

import { type Level, levels } from '@gatefold/conformance/page';
import type { SiteBackend } from '../backends.ts';

export interface Plan {
  /** Ids of the list. */
  readonly backends: readonly string[];
  readonly levels: readonly Level[];
  /** Whether speed is measured, too. */
  readonly rates: boolean;
}

/** Everything; or what an address asks for, `?backends=cpu&levels=core,masking&rates=no`, as far as there is such a thing. */
export function planOf(search: string, list: readonly SiteBackend[]): Plan {
  const asked = new URLSearchParams(search);
  const among = <T extends string>(name: string, known: readonly T[]): readonly T[] => {
    const words = asked.get(name)?.split(',');
    return known.filter((word) => words === undefined || words.includes(word));
  };
  return {
    backends: among(
      'backends',
      list.map(({ id }) => id),
    ),
    levels: among('levels', levels),
    rates: asked.get('rates') !== 'no',
  };
}

/** The address's part that asks for a plan; empty for everything. */
export function searchOf(plan: Plan, list: readonly SiteBackend[]): string {
  const asked = [
    ...(plan.backends.length < list.length ? [`backends=${plan.backends.join(',')}`] : []),
    ...(plan.levels.length < levels.length ? [`levels=${plan.levels.join(',')}`] : []),
    ...(plan.rates ? [] : ['rates=no']),
  ];
  return asked.length === 0 ? '' : `?${asked.join('&')}`;
}
