// For the adapters' own tests: run a row, and compare it with the one that is kept.

export { backendOf, keptRow, type Ran, runBackend } from './run-row.ts';
export { type Row, rowOf } from './row.ts';
