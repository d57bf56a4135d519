import { type Heap } from './heap.ts';
import { type ProgramOptions } from './kernels/program.ts';
import type { Programs } from './programs.ts';
import { type Choice } from './threads/choice.ts';
import { Crew } from './threads/crew.ts';
import { type Limits } from './threads/team.ts';
import type { WasmBackend } from './index.ts';
export interface Parts {
    readonly heap: Heap;
    readonly programs: Programs;
    readonly options: ProgramOptions;
    /** Why there is one thread, or how many there are. */
    readonly threads: string;
    /** Null for one thread. */
    readonly crew: Crew | null;
}
/** A backend's parts with so many workers, or with fewer where they do not start. */
export declare function withWorkers(parts: Parts, workers: number): Promise<Parts>;
export declare function makeBackend({ heap, programs, options, threads, crew }: Parts, choice?: Choice, limits?: Limits): WasmBackend;
//# sourceMappingURL=backend.d.ts.map