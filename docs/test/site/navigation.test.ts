// Every page is in the list at the side, once, and the list holds nothing else.

import { expect, test } from 'vitest';
import { backends } from '../../site/backends.ts';
import { bar, sidebar } from '../../site/navigation.ts';
import { addresses } from './open-site.ts';

const listed = sidebar(backends).flatMap(({ items = [] }) => items.map(({ link = '' }) => link));

test('every page is in the list at the side, and nothing else is', () => {
  const pages = addresses.filter((address) => !['/', '/404'].includes(address));
  expect(listed.toSorted()).toEqual(pages);
});

test('the bar on top leads to pages of the list', () => {
  const links = bar(backends).flatMap((menu) =>
    'items' in menu ? menu.items.map((item) => ('link' in item ? item.link : undefined)) : [],
  );
  expect(links.length).toBeGreaterThan(3);
  expect(links.filter((link) => !listed.includes(link as string))).toEqual([]);
});
