import { expect, test } from 'vitest';
import { deadLinks, linksOf } from '../src/links.ts';

const page = [
  '[there](src/a.ts), [folder](src), [up](../b.md#part), [here](#part)',
  '[site](https://example.com), `[code](no.md)`',
  '```md',
  '[block](no.md)',
  '```',
  '![picture](gone.png)',
].join('\n');

test('linksOf lists what leads to files and headings, and leaves sites and code', () => {
  expect(linksOf(page)).toEqual([
    { path: 'src/a.ts', anchor: '', line: 1 },
    { path: 'src', anchor: '', line: 1 },
    { path: '../b.md', anchor: 'part', line: 1 },
    { path: '', anchor: 'part', line: 1 },
    { path: 'gone.png', anchor: '', line: 6 },
  ]);
});

test('deadLinks lists what leads to no file and no folder of a tarball', () => {
  expect(deadLinks('README.md', page, ['README.md', 'src/a.ts'])).toEqual(['../b.md', 'gone.png']);
  expect(deadLinks('docs/page.md', page, ['b.md', 'docs/gone.png'])).toEqual(['src/a.ts', 'src']);
});
