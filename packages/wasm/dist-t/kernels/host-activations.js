// Activations that no kernel has in SIMD: computed in JavaScript, in float64, four numbers at a call.
// Each equals the function of its name in packages/cpu/src/activations.ts.
//
// Each has a loop of its own: a number that passes through a function held in a variable goes by the heap, and so does one
// that WebAssembly hands over, so that the numbers stay in memory and only their address is handed over.
import { erfc, softplus } from '@gatefold/contract/author';
const { SQRT1_2, sqrt, tanh } = Math;
export const hostActivations = {
    softplus: (v, from) => {
        for (let k = from; k < from + 4; k++)
            v[k] = softplus(v[k]);
    },
    squareplus: (v, from) => {
        for (let k = from; k < from + 4; k++) {
            const x = v[k];
            v[k] = (x + sqrt(x * x + 4)) / 2;
        }
    },
    gelu: (v, from) => {
        for (let k = from; k < from + 4; k++) {
            const x = v[k];
            v[k] = (x * erfc(-x * SQRT1_2)) / 2;
        }
    },
    mish: (v, from) => {
        for (let k = from; k < from + 4; k++) {
            const x = v[k];
            v[k] = x * tanh(softplus(x));
        }
    },
    tanhShrink: (v, from) => {
        for (let k = from; k < from + 4; k++) {
            const x = v[k];
            v[k] = x - tanh(x);
        }
    },
    logSigmoid: (v, from) => {
        for (let k = from; k < from + 4; k++)
            v[k] = -softplus(-v[k]);
    },
};
//# sourceMappingURL=host-activations.js.map