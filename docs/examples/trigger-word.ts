// A classifier at every step: have the sounds so far just spelled the trigger word "hey"? A GRU with
// returnSequences gives its state after each step to one sigmoid unit. The weights are made by hand, so that
// every number has a reason: three units, one for each sound of the word, each of them 0 or 1.

import { cpu, gru, tensor } from '@gatefold/cpu';

// A one-hot row for each sound; '.' is silence, and a sound that is not listed is a row of zeros.
const listed = ['h', 'e', 'y', '.'];
const sounds = [...'hhe.ey..hoy.yeh.hey..a'];
const x = tensor([sounds.map((sound) => listed.map((other) => (sound === other ? 1 : 0)))]);

// Every gate takes a vote: 20 for each thing that it needs, less a threshold between "enough" and "not enough".
// σ makes it 0.99995 or 0.00005.
//   z, keep the state: in silence, and only then.
//   r, look at the state: always.
//   n, the new state: 1 when this sound is the unit's own, and so far the word was right: either the unit before
//      says so, or the unit itself, for a sound may last.
// prettier-ignore
const weights = {
  //          z              r              n
  kernel: tensor([
    [  0,   0,   0,    0,  0,  0,    20,   0,   0], // h
    [  0,   0,   0,    0,  0,  0,     0,  20,   0], // e
    [  0,   0,   0,    0,  0,  0,     0,   0,  20], // y
    [ 20,  20,  20,    0,  0,  0,     0,   0,   0], // .
  ]),
  recurrentKernel: tensor([
    [  0,   0,   0,    0,  0,  0,     0,  20,   0], // was h
    [  0,   0,   0,    0,  0,  0,     0,  20,  20], // was he
    [  0,   0,   0,    0,  0,  0,     0,   0,  20], // was hey
  ]),
  bias: tensor([
    [-10, -10, -10,   10, 10, 10,   -10, -30, -30], // with x·W
    [  0,   0,   0,    0,  0,  0,     0,   0,   0], // with h·U, and under r
  ]),
};

// #region labels
using backend = await cpu();
const layer = backend.layer(
  gru({ units: 3, activation: 'sigmoid', returnSequences: true }),
  weights,
);
const { output } = layer.run(x);
const [, timeSteps, units] = output.shape;
const h = await output.data();

// The head, a dense layer of one unit applied to every step: it wants the third unit.
const head = { kernel: [0, 0, 20], bias: -10 };
const probability = Array.from({ length: timeSteps }, (_, t) => {
  const votes = head.kernel.map((weight, unit) => weight * (h[t * units + unit] ?? 0));
  return 1 / (1 + Math.exp(-votes.reduce((sum, vote) => sum + vote, head.bias)));
});
// #endregion labels

console.log(`sounds  ${sounds.join('')}`);
console.log(`fires   ${probability.map((p) => (p > 0.5 ? '^' : '-')).join('')}`);
for (const t of [4, 5, 10, 18]) {
  console.log(`step ${String(t).padStart(2)}, '${sounds[t]}': ${probability[t]?.toFixed(4)}`);
}

// #region prints
// prints:
// sounds  hhe.ey..hoy.yeh.hey..a
// fires   -----^^^----------^^^-
// step  4, 'e': 0.0000
// step  5, 'y': 1.0000
// step 10, 'y': 0.0000
// step 18, 'y': 1.0000

// #endregion prints
