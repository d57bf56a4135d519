// Every program in docs/examples runs, and prints what its comments say.

import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { run, statedOutput } from './program.ts';

// As long as a program may take; see program.ts.
vi.setConfig({ testTimeout: 60_000 });

const folder = fileURLToPath(new URL('../examples/', import.meta.url));
const paths = globSync('**/*.ts', { cwd: folder }).map((path) => folder + path);

describe.concurrent('examples', () => {
  test.for(paths.map((path) => [basename(path), path] as const))('%s', async ([name, path]) => {
    const stated = statedOutput(readFileSync(path, 'utf8'));
    expect(stated, `${name} ends with // prints: and what it prints`).not.toBeNull();
    expect(await run(path)).toBe(stated);
  });
});
