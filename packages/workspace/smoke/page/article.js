// The article's LSTM, as a page has it that installed @gatefold/webgl and nothing else.

import { lstm, tensor, webgl } from '@gatefold/webgl';

const backend = await webgl();
const weights = {
  kernel: tensor(Array(8).fill(0.1), [2, 4]),
  recurrentKernel: tensor(Array(4).fill(0.1), [1, 4]),
  bias: tensor([0, 1, 0, 0]),
};
const layer = backend.layer(lstm({ units: 1, recurrentActivation: 'hardSigmoidKeras2' }), weights);
// prettier-ignore
const x = tensor([[[0.1, 0.2], [0.3, 0.1], [0.2, 0.3]]]);
const last = await layer.run(x).output.data();
document.title = last[0]?.toFixed(8) ?? 'nothing';
