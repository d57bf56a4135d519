// The article's LSTM, as one line of text, on whichever backend.

/**
 * @param {import('@gatefold/cpu').Backend} backend
 * @param {Pick<typeof import('@gatefold/cpu'), 'lstm' | 'tensor'>} gatefold what the backend's package exports
 * @param {import('@gatefold/cpu').CellWeights} [weights] the article's, from wherever they come
 */
export async function articleLine(backend, { lstm, tensor }, weights) {
  const config = lstm({
    units: 1,
    recurrentActivation: 'hardSigmoidKeras2',
    returnSequences: true,
    returnState: true,
  });
  const own = {
    kernel: tensor(Array(8).fill(0.1), [2, 4]),
    recurrentKernel: tensor(Array(4).fill(0.1), [1, 4]),
    bias: tensor([0, 1, 0, 0]),
  };
  const layer = backend.layer(config, weights ?? own);
  const { output, state } = layer.run(tensor([0.1, 0.2, 0.3, 0.1, 0.2, 0.3], [1, 3, 2]));
  // The seventh decimal is the last that float32 sums of three steps leave alone.
  const parts = [output, state.h, state.c].map(async (part) =>
    Array.from(await part.data(), (number) => number.toFixed(7)).join(' '),
  );
  const line = (await Promise.all(parts)).join('; ');
  backend.dispose();
  return line;
}
