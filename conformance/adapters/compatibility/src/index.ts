export { testRows } from './row-test.ts';
