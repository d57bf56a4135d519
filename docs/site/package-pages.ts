// A page for each package of the list: its README.

import type { SitePackage } from './libraries.ts';

export interface PackagePage {
  readonly params: {
    readonly id: string;
    readonly description: string;
    /** Where it is mended, from the repository's root. */
    readonly source: string;
  };
  /** Markdown. */
  readonly content: string;
}

export function packagePages(packages: readonly SitePackage[]): readonly PackagePage[] {
  return packages.map(({ id, package: name, purpose, folder }) => ({
    params: { id, source: `${folder}/README.md`, description: `${name}: ${purpose}.` },
    content: `<!--@include: ../../${folder}/README.md-->`,
  }));
}
