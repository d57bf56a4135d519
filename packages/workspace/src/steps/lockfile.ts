// The lockfile names packages and checksums; where they come from is each machine's own affair.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../setup.mjs';
import { failedRow, passedRow, type Step } from '../step.ts';

const name = 'lockfile';

export const lockfile: Step = {
  name,
  needsBuild: false,
  async *rows() {
    const lines = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8').split('\n');
    const addresses = lines.filter((line) => /https?:/.test(line));
    yield addresses.length === 0
      ? passedRow(name)
      : failedRow(name, `pnpm-lock.yaml has download addresses:\n${addresses.join('\n')}`);
  },
};
