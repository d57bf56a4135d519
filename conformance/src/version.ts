import { createRequire } from 'node:module';

/** The suite's own version. */
export const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
