// Copied beside article.mjs: require gives of each door what import gives, with Node's own loading of modules.

const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');

/** @param {string} file */
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));

async function main() {
  for (const name of Object.keys(read('package.json').dependencies)) {
    const manifest = read(`node_modules/${name}/package.json`);
    for (const door of Object.keys(manifest.exports)) {
      // Such a door needs its optional peer, which an empty project lacks.
      if (door.endsWith('.json') || door.slice(2) in (manifest.peerDependenciesMeta ?? {}))
        continue;
      const specifier = name + door.slice(1);
      const [required, imported] = [require(specifier), await import(specifier)];
      assert.ok(Object.keys(imported).length > 0, specifier);
      for (const key of Object.keys(imported)) {
        assert.equal(required[key], imported[key], `${specifier} ${key}`);
      }
    }
  }
}

void main();
