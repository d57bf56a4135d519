import type { Parts } from '../src/backend.ts';
import type { WasmBackend } from '../src/index.ts';

export declare function openShared(workers?: number): Promise<Parts & { crew: Crew }>;
export declare function busyNeighbours(count: number): AsyncDisposable;
export declare function sharing(parts: Parts): WasmBackend;
declare const open: () => Promise<WasmBackend>;
export default open;

interface Crew {
  readonly size: number;
  readonly isFree: boolean;
  dispose(): Promise<void>;
}
