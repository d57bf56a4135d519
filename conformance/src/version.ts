import manifest from '../package.json' with { type: 'json' };

/** The suite's own version. */
export const version: string = (manifest as { version: string }).version;
