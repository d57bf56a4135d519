// Attention (Luong's) and AdditiveAttention (Bahdanau's). keras/src/layers/attention/attention.py, additive_attention.py

import { ShapeError } from '@gatefold/contract';
import { formatOpenShape, sizesFit } from '../graph/shapes.ts';
import { ones } from '../initializers/constant.ts';
import { softmax } from './activation-functions.ts';
import type { ConfigReader } from './config-reader.ts';
import type { HostLayer, LayerClass, OpenShape } from './layer-class.ts';

/** How well a row of the query fits a row of the key; `w` are the layer's weights. */
type Score = (q: Float32Array, k: Float32Array, w: readonly Float32Array[]) => number;

/** y = softmax(scale · q·kᵀ)·v; with scoreMode concat the score is c · Σ tanh(scale (q + k)) */
export const attention: LayerClass = (config) => {
  const useScale = config.boolean('use_scale', false);
  const mode = config.oneOf('score_mode', ['dot', 'concat'], 'dot');
  const specs = [
    ...(useScale ? ['scale'] : []),
    ...(mode === 'concat' ? ['concatScoreWeight'] : []),
  ];
  const weights = specs.map((name) => ({ name, shape: [], initializer: ones() }));
  const scaleOf = (w: readonly Float32Array[]): number => (useScale ? w[0][0] : 1);
  const dot: Score = (q, k, w) => scaleOf(w) * q.reduce((sum, value, at) => sum + value * k[at], 0);
  const concat: Score = (q, k, w) =>
    (w.at(-1) as Float32Array)[0] *
    q.reduce((sum, value, at) => sum + Math.tanh(scaleOf(w) * (value + k[at])), 0);
  return { ...attending(config, mode === 'dot' ? dot : concat), weights: () => weights };
};

/** y = softmax(Σ scale tanh(q + k))·v */
export const additiveAttention: LayerClass = (config) => {
  const useScale = config.boolean('use_scale', true);
  const score: Score = (q, k, [scale]) =>
    q.reduce((sum, value, at) => sum + (scale?.[at] ?? 1) * Math.tanh(value + k[at]), 0);
  const layer = attending(config, score);
  return {
    ...layer,
    weights: ([query]) =>
      useScale
        ? [
            {
              name: 'scale',
              shape: [query.at(-1) ?? null],
              initializer: config.initializer('scale_initializer', ones()),
            },
          ]
        : [],
  };
};

/** Inputs are query [batch, Tq, dim], value [batch, Tv, width] and, where it is not the value, key [batch, Tv, dim]. */
function attending(config: ConfigReader, score: Score): HostLayer {
  config.take('dropout');
  const isCausal = config.boolean('causal', false);
  const shapesFor = ([query, value, key = value]: readonly OpenShape[]): OpenShape => {
    const isRight =
      [query, value, key].every((x) => x.length === 3) &&
      sizesFit(query[2], key[2]) &&
      sizesFit(value[1], key[1]);
    if (isRight) return [query[0], query[1], value[2]];
    throw new ShapeError({
      where: config.where,
      expected: 'query and key must be [batch, time, dim], and value as long as key',
      actual: [query, value, key].map(formatOpenShape).join(', '),
    });
  };
  return {
    inputCount: { least: 2, most: 3 },
    callOptions: ['use_causal_mask', 'return_attention_scores'],
    outputShapes: (inputs, { return_attention_scores: withScores }) => {
      const [query, value] = inputs;
      const output = shapesFor(inputs);
      return withScores === true ? [output, [query[0], query[1], value[1]]] : [output];
    },
    run: ({
      inputs: [query, value, key = value],
      weights,
      masks: [queryMask, valueMask],
      options,
    }) => {
      const [batch, Tq, dim] = query.shape;
      const [, Tv, width] = value.shape;
      const causal = isCausal || options['use_causal_mask'] === true;
      const numbers = weights.map(({ data }) => data);
      const y = new Float32Array(batch * Tq * width); // [batch, Tq, width]
      const scores = new Float32Array(batch * Tq * Tv); // [batch, Tq, Tv]
      const row = new Float64Array(Tv);
      const sums = new Float64Array(width);
      for (let at = 0; at < batch * Tq; at++) {
        const [b, i] = [Math.floor(at / Tq), at % Tq];
        const q = query.data.subarray(at * dim, (at + 1) * dim);
        for (let j = 0; j < Tv; j++) {
          const start = (b * Tv + j) * dim;
          row[j] = score(q, key.data.subarray(start, start + dim), numbers);
          const isHidden = valueMask?.data[b * Tv + j] === 0 || (causal && j > i);
          // Far enough below the others to have no part, and still a number where all are hidden: as Keras has it.
          if (isHidden) row[j] -= 1e9;
        }
        softmax(row);
        scores.set(row, at * Tv);
        if (queryMask?.data[at] === 0) continue;
        sums.fill(0);
        for (let j = 0; j < Tv; j++) {
          const start = (b * Tv + j) * width;
          for (let k = 0; k < width; k++) sums[k] += row[j] * value.data[start + k];
        }
        y.set(sums, at * width);
      }
      const output = { shape: [batch, Tq, width], data: y };
      if (options['return_attention_scores'] !== true) return [output];
      return [output, { shape: [batch, Tq, Tv], data: scores }];
    },
    mask: ({ masks: [queryMask] }) => [queryMask],
  };
}
