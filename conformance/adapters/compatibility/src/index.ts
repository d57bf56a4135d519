export { testCases, testRows } from './row-test.ts';
