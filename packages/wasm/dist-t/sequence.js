// One cell over one sequence: its rows in blocks, each a task.
import { fillRowBits } from "./masks.js";
import { emptyTask, roomOf, runTask } from "./task.js";
/** Rows of a block: so many share each weight that is fetched; a multiple of the rows of a tile. */
const rowsOfBlock = 96;
/** Runs calls on the thread that asks. */
export class Sequencer {
    #heap;
    #common;
    /** Filled anew for each block, so that a push allocates nothing. */
    #task = emptyTask();
    /** Room for what a task computes with, which the next one takes over. */
    #room = { at: 0, bytes: 0 };
    constructor(heap, common) {
        this.#heap = heap;
        this.#common = common;
    }
    run(call) {
        const task = this.#task;
        for (let first = 0; first < call.batch; first += rowsOfBlock) {
            fillTask(task, call, first, Math.min(rowsOfBlock, call.batch - first));
            const roomBytes = roomOf(task);
            const bitsBytes = call.mask === null ? 0 : call.timeSteps * task.rows;
            const room = this.#reserve(roomBytes + bitsBytes);
            task.bits = call.mask === null ? 0 : room + roomBytes;
            if (call.mask !== null)
                fillBits(this.#heap, call, first, task);
            this.runTask(task, call.prepared);
        }
    }
    /** Runs one task, in room of this thread's own. */
    runTask(task, { functions }) {
        task.room = this.#reserve(roomOf(task));
        runTask(task, functions, this.#common);
    }
    /** So many bytes, whatever they hold from before. */
    #reserve(bytes) {
        if (bytes <= this.#room.bytes)
            return this.#room.at;
        if (this.#room.bytes > 0)
            this.#heap.free(this.#room.at);
        this.#room = { at: 0, bytes: 0 };
        this.#room = { at: this.#heap.allocate('wasm.run', bytes), bytes };
        return this.#room.at;
    }
}
/** Makes a task of some rows of a call; without room, and without what a mask says. */
export function fillTask(task, call, first, rows) {
    const { prepared, timeSteps, initialState, finalState, goBackwards } = call;
    const unitRow = prepared.units * Float32Array.BYTES_PER_ELEMENT;
    const xRow = timeSteps * prepared.inputDim * Float32Array.BYTES_PER_ELEMENT;
    task.program = prepared.program;
    task.W = prepared.W;
    task.b = prepared.b;
    task.U = prepared.U;
    task.d = prepared.d;
    task.inputDim = prepared.inputDim;
    task.units = prepared.units;
    task.panels = prepared.panels;
    task.stateRow = prepared.stateRow;
    task.givenRow = prepared.givenRow;
    task.panelOfW = prepared.panelOfW;
    task.panelOfU = prepared.panelOfU;
    task.hasC = prepared.hasC ? 1 : 0;
    task.rows = rows;
    task.timeSteps = timeSteps;
    task.x = call.x.at + first * xRow;
    task.h = initialState.h.at + first * unitRow;
    task.c = initialState.c.at + first * unitRow;
    task.finalH = finalState.h.at + first * unitRow;
    task.finalC = finalState.c.at + first * unitRow;
    task.output = call.output.at + first * unitRow * (call.returnSequences ? timeSteps : 1);
    task.returnSequences = call.returnSequences ? 1 : 0;
    task.goBackwards = goBackwards ? 1 : 0;
    task.writesBackwards = goBackwards && call.alignOutput && call.returnSequences ? 1 : 0;
}
/** Writes what a mask makes of the rows of a task to where it looks for that. */
export function fillBits(heap, call, first, { bits, rows }) {
    const octets = heap.octets.subarray(bits, bits + call.timeSteps * rows);
    fillRowBits(call, first, rows, octets);
}
//# sourceMappingURL=sequence.js.map