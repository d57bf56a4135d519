// Where things begin in the memory.
/** A line of the cache: what two threads write to lies on lines of each one's own. */
export const lineBytes = 64;
export function roundUp(size, unit) {
    return Math.ceil(size / unit) * unit;
}
//# sourceMappingURL=alignment.js.map