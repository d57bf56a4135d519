/**
 * Examples of each law on a variant of the backend, or in another place than the toolchain's Node. The equations are the
 * same there, and conformance.test.ts has tried a hundred on them.
 */
export const runs: number = process.env['GATEFOLD_TEST_ALL'] === undefined ? 10 : 100;
