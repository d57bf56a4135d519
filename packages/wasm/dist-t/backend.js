// Kernels, memory and threads, made a backend.
import { activationNames } from '@gatefold/contract';
import { defineBackend } from '@gatefold/contract/author';
import { Numbers } from "./heap.js";
import { mergeModes } from "./kernels/common.js";
import { writeProgram } from "./kernels/program.js";
import { PreparedCell, variantOf } from "./prepared-cell.js";
import { Sequencer } from "./sequence.js";
import { MeasuredChoice } from "./threads/choice.js";
import { Crew } from "./threads/crew.js";
import { Team, usualLimits } from "./threads/team.js";
/** How long workers may take to start, in milliseconds. */
const patience = 5000;
/** A backend's parts with so many workers, or with fewer where they do not start. */
export async function withWorkers(parts, workers) {
    try {
        const crew = new Crew(parts.heap, workers);
        await crew.ready(patience);
        if (crew.size > 0)
            return { ...parts, crew, threads: String(1 + crew.size) };
        await crew.dispose();
        return { ...parts, threads: '1, since no worker started' };
    }
    catch (error) {
        // A script that is not a module has no address from which the worker's would be found.
        return { ...parts, threads: `1, since no worker could be started: ${String(error)}` };
    }
}
export function makeBackend({ heap, programs, options, threads, crew }, choice = new MeasuredChoice(), limits = usualLimits) {
    const { common } = programs;
    const sequencer = new Sequencer(heap, common);
    const team = crew === null ? null : new Team(heap, { common, sequencer, crew }, choice, limits);
    const { isFused, weights } = options;
    const kernels = {
        name: 'wasm',
        environment: { simd: isFused ? 'relaxed' : 'plain', threads },
        supports: {
            cells: ['simpleRNN', 'lstm', 'gru'],
            activations: activationNames,
            resetAfter: [true, false],
            masking: true,
            goBackwards: true,
            dataSync: true,
            precision: 'f32',
            weightPrecision: weights,
        },
        allocate: (size) => new Numbers(heap, size),
        free: (numbers) => numbers.free(),
        write: (numbers, data) => numbers.view.set(data),
        copy: (from, to) => to.view.set(from.view),
        read: (numbers, target) => target.set(numbers.view),
        merge: ({ mode, rows, forward, forwardUnits, backward, backwardUnits, output }) => common.merge(...[mergeModes[mode], rows, forward.at, 4 * forwardUnits], ...[backward.at, 4 * backwardUnits, output.at]),
        prepare: (checked) => {
            const variant = variantOf(checked.cell);
            const program = programs.of(variant);
            crew?.load(program.program, () => writeProgram([variant], options));
            return new PreparedCell(heap, common, program, checked, weights);
        },
        release: ({ W }) => heap.free(W),
        bytes: ({ bytes }) => bytes,
        run: (call) => {
            if (team === null)
                sequencer.run(call);
            else
                team.run([call]);
        },
        dispose: () => void crew?.dispose(),
    };
    if (team !== null)
        kernels.runBoth = (...calls) => team.run(calls);
    return defineBackend(kernels, () => ({
        get memoryBytes() {
            return heap.bytes;
        },
    }));
}
//# sourceMappingURL=backend.js.map