// The equations of the cells, in the letters of the papers, some units at a time.
//
// A step is one or two phases. Each adds a product with the state to what x has given, for some gates, and goes on to what
// those gates make: the next state, or what the second phase needs of it.
import { Quantity } from "./quantity.js";
// #region simple-rnn-cell
/** Equals packages/cpu/src/simple-rnn-cell.ts. */
const simpleRNN = {
    gates: 1,
    unitsOfPanel: 32,
    phases: [
        {
            gates: [0],
            input: 'h',
            apart: [],
            equations: ({ sum, store }, { a }) => {
                store('h1', a(sum(0)).value);
            },
        },
    ],
};
// #endregion
// #region lstm-cell
/** Equals packages/cpu/src/lstm-cell.ts. */
const lstm = {
    gates: 4,
    unitsOfPanel: 8,
    phases: [
        {
            gates: [0, 1, 2, 3],
            input: 'h',
            apart: [],
            equations: ({ sum, load, store }, { a, σ }, arithmetic) => {
                // A gate is used before the next is made, so that their parts fit the registers.
                const i = σ(sum(0));
                const g = a(sum(2));
                const ig = new Quantity(arithmetic, i.times(g).value);
                const f = σ(sum(1));
                const c = new Quantity(arithmetic, load('c'));
                const c1 = f.times(c).plus(ig).value;
                store('c1', c1);
                const o = σ(sum(3));
                store('h1', o.times(a(c1)).value);
            },
        },
    ],
};
// #endregion
// #region gru-cell-reset-after
/** Equals resetAfterCell of packages/cpu/src/gru-cell.ts. */
const gru = {
    gates: 3,
    unitsOfPanel: 16,
    phases: [
        {
            gates: [0, 1, 2],
            input: 'h',
            apart: [2],
            equations: ({ sum, given, load, store }, { a, σ }, arithmetic) => {
                const z = σ(sum(0));
                const r = σ(sum(1));
                const sn = new Quantity(arithmetic, given(2));
                const qn = new Quantity(arithmetic, sum(2));
                const n = a(qn.times(r).plus(sn).value);
                store('h1', z.mix(load('h'), n).value);
            },
        },
    ],
};
// #endregion
// #region gru-cell-reset-before
/** Equals resetBeforeCell of packages/cpu/src/gru-cell.ts. */
const gruResetBefore = {
    gates: 3,
    unitsOfPanel: 16,
    phases: [
        {
            gates: [0, 1],
            input: 'h',
            apart: [],
            equations: ({ sum, load, store }, { σ }, arithmetic) => {
                const z = σ(sum(0));
                const r = σ(sum(1));
                store('z', z.value);
                store('rh', r.times(new Quantity(arithmetic, load('h'))).value);
            },
        },
        {
            gates: [2],
            input: 'rh',
            apart: [],
            equations: ({ sum, load, store }, { a }, arithmetic) => {
                const z = new Quantity(arithmetic, load('z'));
                const n = a(sum(2));
                store('h1', z.mix(load('h'), n).value);
            },
        },
    ],
};
// #endregion
export const cellEquations = {
    simpleRNN,
    lstm,
    gru,
    gruResetBefore,
};
//# sourceMappingURL=cells.js.map