// A page for each package of the list: its README.

import type { SiteBackend } from './backends.ts';

export interface PackagePage {
  readonly params: { readonly id: string; readonly description: string };
  /** Markdown. */
  readonly content: string;
}

export function packagePages(backends: readonly SiteBackend[]): readonly PackagePage[] {
  return backends.map(({ id, package: name, purpose, folder }) => ({
    params: { id, description: `${name}: ${purpose}.` },
    content: `<!--@include: ../../${folder}/README.md-->`,
  }));
}
