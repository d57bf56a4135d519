// The goldens as files of their own beside the bundle: to bundle their six megabytes, and to map them to what they were
// made of, took two thirds of the time in which a page is made (1.2 CPU s of 1.9).

import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const golden = /\/golden\/data\/[\w-]+\.json$/;

const folder = fileURLToPath(new URL('../../golden/data', import.meta.url));

/** Stands in the bundle for a file of goldens. Its name has no .json, which Vite would read as such. */
const standsFor = '\0gatefold-golden:';

const served = '/goldens/';

export function goldensApart(): Plugin {
  const names = new Set<string>();
  return {
    name: 'gatefold-goldens-apart',
    enforce: 'pre',
    resolveId(source, importer) {
      if (importer === undefined) return null;
      if (importer.startsWith(standsFor)) return { id: source, external: true };
      if (!golden.test(source)) return null;
      const path = resolve(importer, '..', source);
      if (resolve(path, '..') !== folder) return null;
      return `${standsFor}${basename(path, '.json')}`;
    },
    // Not named by the import itself, whose `with { type: 'json' }` not every browser knows.
    load(id) {
      if (!id.startsWith(standsFor)) return null;
      const name = id.slice(standsFor.length);
      names.add(name);
      return `export { default } from '${served}${name}.js';`;
    },
    generateBundle() {
      for (const name of names) {
        const numbers = readFileSync(resolve(folder, `${name}.json`), 'utf8');
        const fileName = `${served.slice(1)}${name}.js`;
        this.emitFile({ type: 'asset', fileName, source: `export default ${numbers};\n` });
      }
    },
  };
}
