import { defineBackend, hostMemory } from '@gatefold/contract/author';

const activations = {
  tanh: Math.tanh,
  sigmoid: (v) => 1 / (1 + Math.exp(-v)),
  hardSigmoidKeras2: (v) => Math.min(Math.max(0.2 * v + 0.5, 0), 1),
};
const dot = (v, M, column) =>
  v.reduce((s, vk, k) => s + vk * M[k * (M.length / v.length) + column], 0);

/** One step of one row, (x, h, c) to [h, c], unit by unit: x·W + b is s, h·U is q. */
function step({ cell, weights: { kernel: W, recurrentKernel: U, bias: b } }, x, h, c) {
  const { kind, units, resetAfter } = cell;
  const [a, σ] = [activations[cell.activation], activations[cell.recurrentActivation]];
  const s = (gate, u) => dot(x, W, gate * units + u) + b[gate * units + u];
  const d = (gate, u) => (resetAfter ? b[(3 + gate) * units + u] : 0);
  const q = (gate, u, state = h) => dot(state, U, gate * units + u) + d(gate, u);
  const gate = (k, activation) => h.map((_, u) => activation(s(k, u) + q(k, u)));
  if (kind === 'simpleRNN') return [gate(0, a), c];
  if (kind === 'lstm') {
    const [i, f, g, o] = [gate(0, σ), gate(1, σ), gate(2, a), gate(3, σ)];
    const next = c.map((cu, u) => f[u] * cu + i[u] * g[u]);
    return [next.map((cu, u) => o[u] * a(cu)), next];
  }
  const [z, r] = [gate(0, σ), gate(1, σ)];
  const rh = h.map((hu, u) => r[u] * hu);
  const n = h.map((_, u) => a(s(2, u) + (resetAfter ? r[u] * q(2, u) : q(2, u, rh))));
  return [h.map((hu, u) => z[u] * hu + (1 - z[u]) * n[u]), c];
}

function run({ prepared, batch, timeSteps, x, initialState, returnSequences, output, finalState }) {
  const { inputDim, cell } = prepared;
  for (let row = 0; row < batch; row++) {
    const own = [row * cell.units, (row + 1) * cell.units];
    let [h, c] = [initialState.h.slice(...own), initialState.c.slice(...own)];
    for (let t = 0; t < timeSteps; t++) {
      const start = (row * timeSteps + t) * inputDim;
      [h, c] = step(prepared, x.subarray(start, start + inputDim), h, c);
      output.set(h, (returnSequences ? row * timeSteps + t : row) * cell.units);
    }
    finalState.h.set(h, own[0]);
    if (cell.kind === 'lstm') finalState.c.set(c, own[0]);
  }
}

const supports = {
  cells: ['simpleRNN', 'lstm', 'gru'],
  activations: Object.keys(activations),
  resetAfter: [true, false],
  masking: false,
  goBackwards: false,
  dataSync: true,
  precision: 'f64',
};
const kernels = { ...hostMemory(Float64Array), prepare: (cell) => cell, run };
export default () => defineBackend({ name: 'my-backend', supports, ...kernels });
