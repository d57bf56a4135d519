import type { Heap } from '../heap.ts';
import type { CommonExports } from '../kernels/common.ts';
import { type Call, type Sequencer } from '../sequence.ts';
import type { Choice } from './choice.ts';
import type { Crew } from './crew.ts';
/** What is too little to be shared. */
export interface Limits {
    /** Products of a call below which handing it over takes longer than it. */
    readonly work: number;
    /** Panels below which a step is too short for two threads to meet. */
    readonly panels: number;
    /** Steps of one row. */
    readonly steps: number;
}
export declare const usualLimits: Limits;
export declare class Team {
    #private;
    constructor(heap: Heap, parts: {
        common: CommonExports;
        sequencer: Sequencer;
        crew: Crew;
    }, choice: Choice, limits: Limits);
    /** Runs one call, or the two directions of one. */
    run(calls: readonly Call[]): void;
}
//# sourceMappingURL=team.d.ts.map