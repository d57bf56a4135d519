// Pages as Lighthouse judges them on a phone: every day one of the four layouts, which pages.test.ts visits every day; with
// `pnpm test:all` one of each section. Speed depends on the machine, so `pnpm site:speed` reports it.

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { isWhole, ofTheDay } from '../../../packages/workspace/src/of-the-day.ts';
import { type Judge, startLighthouse } from '../../site/lighthouse.ts';
import { kindsOfPages } from '../../site/navigation.ts';
import { backends } from '../../site/backends.ts';
import { layouts, serveSite, type ServedSite } from './open-site.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let site: ServedSite;
let judge: Judge;
beforeAll(async () => {
  [site, judge] = await Promise.all([serveSite(), startLighthouse()]);
});
afterAll(() => Promise.all([site[Symbol.asyncDispose](), judge[Symbol.asyncDispose]()]));

const categories = ['accessibility', 'best-practices', 'seo'] as const;

const sections = kindsOfPages(backends);

test('there is a section of each layout', () => {
  expect(sections).toEqual(expect.arrayContaining(layouts));
});

test.for(isWhole ? sections : ofTheDay(layouts, 4))(
  '%s has at least 95 for each',
  async (address) => {
    const judged = await judge.judge(site.origin + address, categories);
    for (const category of categories) {
      const { score, wanting } = judged[category] ?? {};
      expect(score, `${category}: ${wanting?.join('; ')}`).toBeGreaterThanOrEqual(95);
    }
  },
);
