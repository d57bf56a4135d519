// The maps of contribute/parts.md, drawn when the site is built.

import { type Graph, instance } from '@viz-js/viz';
import { defineLoader } from 'vitepress';
import { foldersOf, packages, type Part } from './parts.ts';

export interface PartsMap {
  readonly title: string;
  /** Decoration: `parts` says the same in words. */
  readonly svg: string;
  readonly parts: readonly Part[];
}

declare const data: Readonly<Record<'packages' | 'contract', PartsMap>>;
export { data };

export default defineLoader({
  watch: ['../../{packages,conformance,docs}/**/{package.json,src/**/*.ts}'],
  async load(): Promise<typeof data> {
    return {
      packages: await drawn('Packages of the repository, and which imports which', packages()),
      contract: await drawn(
        'Folders of the contract package, and which imports which',
        foldersOf('packages/contract', {
          'doors and data':
            'the files beside the folders: what users import, and what they handle, configs, tensors, weights, states, results, errors',
          clauses: 'the rules, as data',
          'keras-config': "Keras's serialised layers in and out",
          kernels: 'makes a backend of kernels: stacks, directions, streams, the order of calls',
          engines: 'makes a backend of an engine, which has whole layers',
          shell:
            'what every backend shares: checks of calls and weights, ownership of memory, state, endings',
        }),
      ),
    };
  },
});

async function drawn(title: string, parts: readonly Part[]): Promise<PartsMap> {
  const graphviz = await instance();
  const svg = graphviz
    .renderString(graphOf(parts), { format: 'svg' })
    // The theme's colours and the page's own title: see parts-map.vue.
    .replace(/^[\s\S]*?<svg width="(\d+)pt" height="\d+pt"/, '<svg aria-hidden="true" width="$1"')
    .replaceAll(/<title>[^<]*<\/title>/g, '')
    .replaceAll(/ (fill|stroke)="[^"]*"/g, '');
  return { title, svg, parts };
}

/** Users above what they use; a broken line where only tests import. */
function graphOf(parts: readonly Part[]): Graph {
  return {
    graphAttributes: { rankdir: 'TB', nodesep: 0.25, ranksep: 0.5, bgcolor: 'transparent' },
    nodeAttributes: { shape: 'box', style: 'rounded', fontname: 'sans-serif', fontsize: 13 },
    edgeAttributes: { arrowsize: 0.7 },
    nodes: parts.map(({ id }) => ({ name: id })),
    edges: parts.flatMap(({ id, uses, triedWith }) => [
      ...uses.map((head) => ({ tail: id, head })),
      ...triedWith.map((head) => ({
        tail: id,
        head,
        attributes: { style: 'dashed', constraint: false },
      })),
    ]),
  };
}
