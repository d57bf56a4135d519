// pnpm site:speed [addresses…]: Lighthouse's performance of the front page and of one page of each kind, or of the pages
// that are named, `/guides/servers`; the median of five visits.

import { cpus } from 'node:os';
import { serveSite } from '../test/site/open-site.ts';
import { backends } from './backends.ts';
import { startLighthouse } from './lighthouse.ts';
import { kindsOfPages } from './navigation.ts';

const visits = 5;

await using site = await serveSite();
await using judge = await startLighthouse();
console.log(
  `Lighthouse's performance, 0 to 100, on a slow phone that it simulates; ${cpus()[0]?.model}`,
);
const named = process.argv.slice(2);
for (const address of named.length > 0 ? named : kindsOfPages(backends)) {
  const scores: number[] = [];
  for (let visit = 0; visit < visits; visit++) {
    const { performance } = await judge.judge(site.origin + address, ['performance']);
    scores.push(performance?.score ?? NaN);
  }
  scores.sort((a, b) => a - b);
  const [least, median, most] = [scores.at(0), scores.at((visits - 1) / 2), scores.at(-1)];
  console.log(`${String(median).padStart(4)}  (${least} to ${most})  ${address}`);
}
