export declare class Heap {
    #private;
    readonly memory: WebAssembly.Memory;
    /** How often the memory has grown: views are older than their memory when they are of another number. */
    generation: number;
    /** @param isShared  whether other threads will have the memory too */
    constructor(isShared?: boolean);
    /** All of the memory, as numbers; until it grows. */
    get floats(): Float32Array;
    /** All of the memory, as bytes; until it grows. */
    get octets(): Uint8Array;
    /** What the memory takes of the process, whether it is used or not. */
    get bytes(): number;
    /**
     * Takes a part, whatever it holds from before: whole lines.
     *
     * @throws {DeviceError} when the memory cannot grow so far
     */
    allocate(where: string, wanted: number): number;
    free(at: number): void;
    /** Keeps what is freed from being used again, until nobody works on what was asked of them before. */
    keepFreed(isKept: boolean): void;
}
/** A row of numbers in the memory. */
export declare class Numbers {
    #private;
    readonly at: number;
    readonly size: number;
    constructor(heap: Heap, size: number);
    /** The numbers, until the memory grows: a view that is made anew only after that. */
    get view(): Float32Array;
    free(): void;
}
//# sourceMappingURL=heap.d.ts.map