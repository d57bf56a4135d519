/** A line of the cache: what two threads write to lies on lines of each one's own. */
export declare const lineBytes = 64;
export declare function roundUp(size: number, unit: number): number;
//# sourceMappingURL=alignment.d.ts.map