// pnpm --filter @gatefold/bench readme: writes the tables of README.md anew.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeTables } from './readme-table.ts';
import type { Results } from './results.ts';

const folder = join(import.meta.dirname, '..');
const file = join(folder, 'README.md');
const read = (name: string): Results =>
  JSON.parse(readFileSync(join(folder, 'results', name), 'utf8')) as Results;
writeFileSync(file, writeTables(readFileSync(file, 'utf8'), read));
