// A page for each package of the list: its README.

import type { SiteBackend } from './backends.ts';

export interface PackagePage {
  readonly params: { readonly id: string; readonly name: string };
  /** Markdown. */
  readonly content: string;
}

export function packagePages(backends: readonly SiteBackend[]): readonly PackagePage[] {
  return backends.map(({ id, package: name, folder }) => ({
    params: { id, name },
    content: `<!--@include: ../../${folder}/README.md-->`,
  }));
}
