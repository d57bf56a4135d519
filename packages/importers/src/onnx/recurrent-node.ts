// An LSTM, GRU or RNN node as a layer. onnx.ai/onnx/operators: LSTM, GRU, RNN.

import {
  type ActivationName,
  bidirectional,
  type CellWeights,
  type DirectionalConfig,
  FileError,
  type HostTensor,
  permuteGates,
} from '@gatefold/contract';
import { addUp, stackRows, transpose } from '../arrange.ts';
import type { ImportedLayer, Note } from '../imported.ts';
import { wholeLayer } from '../whole-layer.ts';
import { readActivations } from './activations.ts';
import type { Constants } from './constants.ts';
import type { OnnxNode } from './model.ts';

const kinds = { LSTM: 'lstm', GRU: 'gru', RNN: 'simpleRNN' } as const;

const gates = { lstm: 4, gru: 3, simpleRNN: 1 } as const;

/** ONNX's default activations, one direction: f, g and for an LSTM h. */
const defaults = {
  lstm: ['Sigmoid', 'Tanh', 'Tanh'],
  gru: ['Sigmoid', 'Tanh'],
  simpleRNN: ['Tanh'],
} as const;

/** Nodes that run a recurrence on quantised weights. */
const quantised = ['DynamicQuantizeLSTM'];

export function isRecurrentNode({ type }: OnnxNode): boolean {
  return Object.hasOwn(kinds, type) || quantised.includes(type);
}

/**
 * Reads a node with constant weights.
 *
 * The layer returns what the node does: the sequence in the order of its input, and the states. Its x is batch first.
 *
 * @throws {FileError} for what no Keras layer does: clip, peepholes, coupled gates, other activations, quantised weights
 */
export function readRecurrentNode(
  where: string,
  path: string,
  node: OnnxNode,
  constants: Constants,
  notes: Note[],
): ImportedLayer {
  const refuse = (expected: string, actual: string): FileError =>
    new FileError({
      where: `${where}: ${path}`,
      expected,
      actual,
      remedy: 'no layer here computes it: run the model in ONNX Runtime, or export it without',
    });
  if (quantised.includes(node.type)) throw refuse('must not be quantised', node.type);
  const kind = kinds[node.type as keyof typeof kinds];
  const int = (name: string): number => node.attributes.get(name)?.int ?? 0;
  if ((node.attributes.get('clip')?.float ?? 0) !== 0)
    throw refuse('must not clip its cell', 'clip');
  if (int('input_forget') !== 0) throw refuse('must not couple its gates', 'input_forget');
  const [, W, R, B, lengths, initialH, initialC, P] = node.inputs;
  const weight = (name: string | undefined, what: string): HostTensor => {
    const value = name ? constants.value(name) : undefined;
    if (value !== undefined) return value;
    const maker = name ? constants.maker(name)?.type : undefined;
    throw refuse(
      `${what} must be a constant`,
      maker === undefined ? 'an input of the model' : `what ${maker} makes`,
    );
  };
  if (P && weight(P, 'P').data.some((value) => value !== 0))
    throw refuse('must have no peepholes', 'P');
  const direction = node.attributes.get('direction')?.text || 'forward';
  const directions = direction === 'bidirectional' ? 2 : 1;
  const activations = readActivations(`${where}: ${path}`, node, defaults[kind], directions);
  const [w, r] = [weight(W, 'W'), weight(R, 'R')];
  const b = B ? weight(B, 'B') : undefined;
  const units = r.shape[2] ?? 0;
  checkShapes(refuse, { w, r, b, directions, units, gates: gates[kind] });
  const read = Array.from({ length: directions }, (_, index) => {
    const isBackward = direction === 'reverse' || index === 1;
    const resetAfter = int('linear_before_reset') !== 0;
    const own = activations.slice(
      index * defaults[kind].length,
      (index + 1) * defaults[kind].length,
    );
    if (kind === 'lstm' && own[1] !== own[2]) {
      throw refuse('must have one activation for g and h', `${own[1]} and ${own[2]}`);
    }
    return {
      config: configOf(kind, {
        units,
        own,
        useBias: b !== undefined,
        isBackward,
        resetAfter,
        isAligned: directions === 1,
        hasLengths: Boolean(lengths),
      }),
      weights: weightsOf(kind, { w, r, b, index, units, resetAfter }),
    };
  });
  noteInputs(path, { lengths, initialH, initialC, isTimeFirst: int('layout') === 0 }, notes);
  if (b !== undefined)
    notes.push({ kind: 'converted', path, says: 'Its two biases were joined as Keras has them.' });
  const [forward, backward] = read;
  if (forward === undefined) throw refuse('must have a direction', direction);
  if (backward === undefined) return forward;
  const config = bidirectional({
    layer: forward.config,
    backwardLayer: backward.config,
    mergeMode: 'concat',
  });
  return { config, weights: { forward: forward.weights, backward: backward.weights } };
}

interface Sizes {
  readonly w: HostTensor;
  readonly r: HostTensor;
  readonly b: HostTensor | undefined;
  readonly directions: number;
  readonly units: number;
  readonly gates: number;
}

function checkShapes(
  refuse: (expected: string, actual: string) => FileError,
  { w, r, b, directions, units, gates: count }: Sizes,
): void {
  const rows = count * units;
  const isRight =
    units > 0 &&
    w.shape.length === 3 &&
    [r.shape.join(), [directions, rows, units].join()].every((one, _, [first]) => one === first) &&
    w.shape[0] === directions &&
    w.shape[1] === rows &&
    (b === undefined || b.shape.join() === [directions, 2 * rows].join());
  if (isRight) return;
  throw refuse(
    `W, R and B must be [${directions}, ${rows}, inputs], [${directions}, ${rows}, ${units}] and [${directions}, ${2 * rows}]`,
    `[${w.shape.join(', ')}], [${r.shape.join(', ')}]${b === undefined ? '' : ` and [${b.shape.join(', ')}]`}`,
  );
}

interface CellOptions {
  readonly units: number;
  readonly own: readonly ActivationName[];
  readonly useBias: boolean;
  readonly isBackward: boolean;
  readonly isAligned: boolean;
  readonly hasLengths: boolean;
  readonly resetAfter: boolean;
}

function configOf(
  kind: 'lstm' | 'gru' | 'simpleRNN',
  { units, own, useBias, isBackward, isAligned, hasLengths, resetAfter }: CellOptions,
): DirectionalConfig<true, true> {
  const [first, second] = own as [ActivationName, ActivationName];
  const more = {
    ...(isBackward ? { goBackwards: true, alignOutput: isAligned } : {}),
    // Beyond its length a sequence is zeros in ONNX.
    ...(hasLengths ? { zeroOutputForMask: true } : {}),
  };
  if (kind === 'simpleRNN') return wholeLayer({ kind, units, useBias, activation: first }, more);
  const both = { units, useBias, recurrentActivation: first, activation: second };
  return wholeLayer(kind === 'lstm' ? { kind, ...both } : { kind, ...both, resetAfter }, more);
}

interface WeightSource {
  readonly w: HostTensor;
  readonly r: HostTensor;
  readonly b: HostTensor | undefined;
  readonly index: number;
  readonly units: number;
  readonly resetAfter: boolean;
}

function weightsOf(
  kind: 'lstm' | 'gru' | 'simpleRNN',
  { w, r, b, index, units, resetAfter }: WeightSource,
): CellWeights {
  const ordered = (weight: HostTensor): HostTensor =>
    kind === 'lstm' ? permuteGates(weight, { units, from: 'iofg', to: 'ifgo' }) : weight;
  const kernel = ordered(transpose(partOf(w, index)));
  const recurrentKernel = ordered(transpose(partOf(r, index)));
  if (b === undefined) return { kernel, recurrentKernel };
  const both = partOf(b, index).data;
  const half = both.length / 2;
  const [input, recurrent] = [both.slice(0, half), both.slice(half)].map((data) =>
    ordered({ shape: [half], data }),
  ) as [HostTensor, HostTensor];
  const bias = kind === 'gru' && resetAfter ? stackRows(input, recurrent) : addUp(input, recurrent);
  return { kernel, recurrentKernel, bias };
}

/** One direction's part of a weight. */
function partOf({ shape, data }: HostTensor, index: number): HostTensor {
  const own = shape.slice(1);
  const size = own.reduce((product, one) => product * one, 1);
  return { shape: own, data: data.subarray(index * size, (index + 1) * size) };
}

interface NodeInputs {
  readonly lengths: string | undefined;
  readonly initialH: string | undefined;
  readonly initialC: string | undefined;
  readonly isTimeFirst: boolean;
}

function noteInputs(
  path: string,
  { lengths, initialH, initialC, isTimeFirst }: NodeInputs,
  notes: Note[],
): void {
  if (isTimeFirst) {
    notes.push({
      kind: 'converted',
      path,
      says: 'Its x is [time, batch, features] in the file, and [batch, time, features] here.',
    });
  }
  if (lengths) {
    notes.push({
      kind: 'dropped',
      path,
      says: `The lengths of its sequences, ${lengths}: give them as a mask.`,
    });
  }
  const states = [initialH, initialC].filter((name) => name !== undefined && name !== '');
  if (states.length > 0) {
    notes.push({
      kind: 'dropped',
      path,
      says: `Its first state, ${states.join(' and ')}: give it as initialState.`,
    });
  }
}
