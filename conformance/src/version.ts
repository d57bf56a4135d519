import { createRequire } from 'node:module';

const manifest = createRequire(import.meta.url)('../package.json') as { version: string };

/** The suite's own version. */
export const version: string = manifest.version;
