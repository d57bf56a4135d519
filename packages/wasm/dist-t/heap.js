// The linear memory, and who has which part of it. It grows when it must and cannot shrink, so what is freed is used again.
import { DeviceError } from '@gatefold/contract';
import { lineBytes, roundUp } from "./alignment.js";
import { constantTable } from "./kernels/constants.js";
const pageBytes = 65_536;
/** What one memory can address. */
const mostBytes = 65_536 * pageBytes;
/** Growing detaches every view, so it is done in steps of a mebibyte. */
const growthBytes = 16 * pageBytes;
export class Heap {
    memory;
    /** How often the memory has grown: views are older than their memory when they are of another number. */
    generation = 0;
    #floats;
    #octets;
    /** What is free, by address; no two touch. */
    #gaps = [];
    #sizes = new Map();
    /** What was freed while another thread may still have written to it. */
    #kept = [];
    /** Whether freed parts are kept back. */
    #keepsFreed = false;
    /** @param isShared  whether other threads will have the memory too */
    constructor(isShared = false) {
        const first = roundUp(constantTable.byteLength, lineBytes);
        const initial = growthBytes / pageBytes;
        const maximum = mostBytes / pageBytes;
        this.memory = new WebAssembly.Memory({ initial, maximum, shared: isShared });
        this.#floats = new Float32Array(this.memory.buffer);
        this.#octets = new Uint8Array(this.memory.buffer);
        new Uint32Array(this.memory.buffer).set(constantTable);
        this.#gaps.push({ at: first, bytes: growthBytes - first });
    }
    /** All of the memory, as numbers; until it grows. */
    get floats() {
        return this.#floats;
    }
    /** All of the memory, as bytes; until it grows. */
    get octets() {
        return this.#octets;
    }
    /** What the memory takes of the process, whether it is used or not. */
    get bytes() {
        return this.#octets.length;
    }
    /**
     * Takes a part, whatever it holds from before: whole lines.
     *
     * @throws {DeviceError} when the memory cannot grow so far
     */
    allocate(where, wanted) {
        const bytes = roundUp(Math.max(wanted, 1), lineBytes);
        const index = this.#gaps.findIndex((gap) => gap.bytes >= bytes);
        const gap = index === -1 ? this.#grow(where, bytes) : this.#gaps[index];
        const { at } = gap;
        gap.at += bytes;
        gap.bytes -= bytes;
        if (gap.bytes === 0)
            this.#gaps.splice(this.#gaps.indexOf(gap), 1);
        this.#sizes.set(at, bytes);
        return at;
    }
    free(at) {
        if (this.#keepsFreed)
            this.#kept.push(at);
        else
            this.#free(at);
    }
    /** Keeps what is freed from being used again, until nobody works on what was asked of them before. */
    keepFreed(isKept) {
        this.#keepsFreed = isKept;
        if (isKept)
            return;
        for (const at of this.#kept.splice(0))
            this.#free(at);
    }
    #free(at) {
        const bytes = this.#sizes.get(at);
        this.#sizes.delete(at);
        const next = this.#indexAfter(at);
        const [before, after] = [this.#gaps[next - 1], this.#gaps[next]];
        const joinsBefore = before !== undefined && before.at + before.bytes === at;
        const joinsAfter = after !== undefined && at + bytes === after.at;
        if (joinsBefore) {
            before.bytes += bytes + (joinsAfter ? after.bytes : 0);
            if (joinsAfter)
                this.#gaps.splice(next, 1);
        }
        else if (joinsAfter) {
            after.at = at;
            after.bytes += bytes;
        }
        else
            this.#gaps.splice(next, 0, { at, bytes });
    }
    /** Where the first gap behind an address stands in the list. */
    #indexAfter(at) {
        let [low, high] = [0, this.#gaps.length];
        while (low < high) {
            const middle = (low + high) >> 1;
            if (this.#gaps[middle].at < at)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
    /** Makes the memory's end a gap of so many bytes, or more. */
    #grow(where, bytes) {
        const end = this.bytes;
        const last = this.#gaps.at(-1);
        const isAtEnd = last !== undefined && last.at + last.bytes === end;
        const growth = roundUp(bytes - (isAtEnd ? last.bytes : 0), growthBytes);
        try {
            if (end + growth > mostBytes)
                throw new RangeError('beyond 4 GiB');
            this.memory.grow(growth / pageBytes);
        }
        catch (error) {
            throw new DeviceError({
                where,
                expected: `needs ${mebibytes(bytes)} MiB that the memory of WebAssembly, 4 GiB at most, cannot give`,
                actual: `${mebibytes(end)} MiB in use or kept, and ${String(error)}`,
                remedy: 'dispose of what is not needed, or take a smaller layer or batch',
            }, { cause: error });
        }
        this.#floats = new Float32Array(this.memory.buffer);
        this.#octets = new Uint8Array(this.memory.buffer);
        this.generation++;
        if (isAtEnd) {
            last.bytes += growth;
            return last;
        }
        const gap = { at: end, bytes: growth };
        this.#gaps.push(gap);
        return gap;
    }
}
/** A row of numbers in the memory. */
export class Numbers {
    at;
    size;
    #heap;
    #view;
    #generation;
    constructor(heap, size) {
        this.#heap = heap;
        this.size = size;
        this.at = heap.allocate('wasm.allocate', size * Float32Array.BYTES_PER_ELEMENT);
        this.#view = new Float32Array(heap.memory.buffer, this.at, size);
        this.#generation = heap.generation;
        this.#view.fill(0);
    }
    /** The numbers, until the memory grows: a view that is made anew only after that. */
    get view() {
        if (this.#generation !== this.#heap.generation) {
            this.#view = new Float32Array(this.#heap.memory.buffer, this.at, this.size);
            this.#generation = this.#heap.generation;
        }
        return this.#view;
    }
    free() {
        this.#heap.free(this.at);
    }
}
function mebibytes(bytes) {
    return (bytes / 2 ** 20).toFixed(1);
}
//# sourceMappingURL=heap.js.map