// A million pushes, an hour of audio at 3.6 ms a frame, in a process that does nothing else: of one kind a day.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ofTheDay } from '../../workspace/src/of-the-day.ts';
import type { Growth } from './programs/million-pushes.ts';

const program = join(import.meta.dirname, 'programs', 'million-pushes.ts');

test.each(ofTheDay(['lstm', 'gru', 'stacked'], 3))(
  'a million pushes grow nothing and leave no garbage to collect: %s',
  (layer) => {
    const printed = execFileSync(process.execPath, ['--expose-gc', program, layer]);
    const growth = JSON.parse(String(printed)) as Growth;
    expect(growth).toMatchObject({ memoryBytes: 0, collections: 0 });
    // One object for each push would be 12 MB or more; what the process makes once, however many pushes, is half of one.
    expect(growth.heapBytes).toBeLessThan(1e5);
    expect(growth.allocatedBytes).toBeLessThan(2e6);
  },
  120_000,
);
