// The front page and one page of each kind, as Lighthouse judges them on a phone; `pnpm test:all` has one of each section
// judged. Speed depends on the machine, so `pnpm site:speed` reports it.

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Judge, startLighthouse } from '../../site/lighthouse.ts';
import { kindsOfPages } from '../../site/navigation.ts';
import { backends } from '../../site/backends.ts';
import { serveSite, type ServedSite } from './open-site.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let site: ServedSite;
let judge: Judge;
beforeAll(async () => {
  [site, judge] = await Promise.all([serveSite(), startLighthouse()]);
});
afterAll(() => Promise.all([site[Symbol.asyncDispose](), judge[Symbol.asyncDispose]()]));

const categories = ['accessibility', 'best-practices', 'seo'] as const;

/** The front page, a page of text, as most are, and the two that are programs. */
const layouts = ['/', '/guides/states-and-streaming', '/playground/', '/your-device/'];
const sections = kindsOfPages(backends);

test('there is a section of each layout', () => {
  expect(sections).toEqual(expect.arrayContaining(layouts));
});

test.for(process.env['GATEFOLD_TEST_ALL'] === undefined ? layouts : sections)(
  '%s has at least 95 for each',
  async (address) => {
    const judged = await judge.judge(site.origin + address, categories);
    for (const category of categories) {
      const { score, wanting } = judged[category] ?? {};
      expect(score, `${category}: ${wanting?.join('; ')}`).toBeGreaterThanOrEqual(95);
    }
  },
);
