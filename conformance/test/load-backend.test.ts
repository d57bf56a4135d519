// A backend is found as Node's own import finds it from the working directory.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cliIn, type Ended, root } from './fixtures/cli.ts';

let folder: string;
const backend = pathToFileURL(join(root, 'test', 'fixtures', 'plain-backend.ts')).href;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatefold-load-'));
  const packages = {
    'only-import': { import: './right.js' },
    'unlike-require': { import: './right.js', require: './wrong.cjs' },
  };
  for (const [name, exports] of Object.entries(packages)) {
    const at = `node_modules/${name}`;
    write(`${at}/package.json`, JSON.stringify({ name, type: 'module', exports }));
    write(`${at}/right.js`, `export { default } from '${backend}';`);
    write(`${at}/wrong.cjs`, `throw new Error('this is the CommonJS build');`);
  }
  write('needs-gone.mjs', `import 'gone';`);
  write('alone.mjs', `export { default } from '${backend}';`);
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

function run(specifier: string): Promise<Ended> {
  return cliIn(folder, {}, 'run', specifier, '--only', 'article/*', '--seed', '7');
}

test.each(['only-import', 'unlike-require', './alone.mjs', 'alone.mjs'])(
  '%s is found',
  async (specifier) => {
    const { code, stdout, stderr } = await run(specifier);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('0 failed');
  },
);

test.each([
  ['gone', 'gone is neither a file nor a package that can be found from here'],
  ['./gone.mjs', './gone.mjs is neither a file nor a package'],
  ['./needs-gone.mjs', "./needs-gone.mjs could not be imported: Cannot find package 'gone'"],
])('%s is refused', async (specifier, says) => {
  const { code, stderr } = await run(specifier);
  expect(stderr).toContain(says);
  expect(code).toBe(2);
});
