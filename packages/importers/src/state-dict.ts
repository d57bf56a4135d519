// The recurrent layers among tensors that bear PyTorch's names, as state_dict() gives them.
// pytorch.org/docs/stable/generated/torch.nn.LSTM.html, "Variables"; torch.nn.LSTMCell has the names without `_l0`.

import {
  bidirectional,
  type CellConfig,
  type CellWeights,
  FileError,
  gru,
  type HostTensor,
  lstm,
  permuteGates,
  simpleRNN,
} from '@gatefold/contract';
import { addUp, stackRows, transpose } from './arrange.ts';
import type { ImportedLayer, Note } from './imported.ts';
import { wholeLayer } from './whole-layer.ts';

/** `rnn.weight_ih_l0_reverse`: prefix, part, the layer's number, direction. Some shorten the part: `enc_w_ih`. */
const names =
  /^(?<prefix>.*?)(?<part>w(?:eight)?_(?:ih|hh|hr)|b(?:ias)?_(?:ih|hh))(?:_l(?<level>\d+)(?<reverse>_reverse)?)?$/;

type Part = 'weight_ih' | 'weight_hh' | 'weight_hr' | 'bias_ih' | 'bias_hh';

/** One direction of one layer: its tensors, and how they are called in the file. */
interface Direction {
  readonly path: string;
  readonly parts: Map<Part, { readonly name: string; readonly tensor: HostTensor }>;
}

interface Found {
  readonly layers: ReadonlyMap<string, ImportedLayer>;
  /** The tensors that belong to no recurrent layer. */
  readonly rest: ReadonlyMap<string, HostTensor>;
  readonly notes: readonly Note[];
}

/**
 * Finds recurrent layers by the names and shapes of their weights.
 *
 * PyTorch keeps kernels transposed, gates in the orders i f g o and r z n, and two biases. All its layers return the
 * sequence and the state, and so do the configs here.
 *
 * @throws {FileError} for an LSTM with proj_size, and for weights that do not belong together
 */
export function layersOfStateDict(where: string, tensors: ReadonlyMap<string, HostTensor>): Found {
  const directions = new Map<string, Direction>();
  const rest = new Map<string, HostTensor>();
  for (const [name, tensor] of tensors) {
    const { prefix, part, level, reverse = '' } = names.exec(name)?.groups ?? {};
    if (part === undefined || prefix === undefined) {
      rest.set(name, tensor);
      continue;
    }
    const path =
      level === undefined ? prefix.replace(/[./_]$/, '') || 'cell' : `${prefix}l${level}`;
    const key = path + reverse;
    const direction = directions.get(key) ?? { path, parts: new Map() };
    direction.parts.set(part.replace(/^w_/, 'weight_').replace(/^b_/, 'bias_') as Part, {
      name,
      tensor,
    });
    directions.set(key, direction);
  }
  const layers = new Map<string, ImportedLayer>();
  const notes: Note[] = [];
  for (const [key, { parts }] of directions) {
    // Attention and others have parts of the same names.
    if (parts.has('weight_ih') && parts.has('weight_hh')) continue;
    for (const { name, tensor } of parts.values()) rest.set(name, tensor);
    directions.delete(key);
  }
  for (const [key, direction] of directions) {
    const { path, parts } = direction;
    const forward = directions.get(path);
    if (forward === undefined) {
      throw new FileError({
        where: `${where}: ${key}`,
        expected: 'must stand beside the same weights without _reverse',
        remedy: 'a layer in one direction goes forwards in PyTorch: give the whole state_dict',
      });
    }
    if (direction !== forward) continue;
    const read = readDirection(`${where}: ${path}`, path, parts, notes);
    layers.set(path, withBackward(where, path, read, directions.get(`${path}_reverse`), notes));
  }
  return { layers, rest, notes };
}

interface Read {
  readonly config: CellConfig;
  readonly weights: CellWeights;
}

function withBackward(
  where: string,
  path: string,
  forward: Read,
  backward: Direction | undefined,
  notes: Note[],
): ImportedLayer {
  const layer = wholeLayer(forward.config);
  if (backward === undefined) return { config: layer, weights: forward.weights };
  const read = readDirection(`${where}: ${path}_reverse`, `${path}_reverse`, backward.parts, notes);
  const config = bidirectional({
    layer,
    backwardLayer: wholeLayer(read.config, { goBackwards: true }),
    mergeMode: 'concat',
  });
  const weights = { forward: forward.weights, backward: read.weights };
  return { config, weights };
}

function readDirection(
  where: string,
  path: string,
  parts: Direction['parts'],
  notes: Note[],
): Read {
  const projection = parts.get('weight_hr');
  if (projection !== undefined) {
    throw new FileError({
      where: `${where}: ${projection.name}`,
      expected: 'an LSTM must have no projection of its output (proj_size)',
      remedy: 'no Keras layer and no backend here has one: train it with proj_size=0',
    });
  }
  const [W, U] = [matrixOf(where, parts, 'weight_ih'), matrixOf(where, parts, 'weight_hh')];
  const [rows, units] = U.shape as [number, number];
  const gates = rows / units;
  const kind = ({ 1: 'simpleRNN', 3: 'gru', 4: 'lstm' } as const)[gates];
  if (kind === undefined || W.shape[0] !== rows) {
    throw new FileError({
      where: `${where}: weight_hh`,
      expected: 'must be [gates·units, units] with 1, 3 or 4 gates, and weight_ih as many rows',
      actual: `[${U.shape.join(', ')}] and [${W.shape.join(', ')}]`,
      remedy: 'only torch.nn.RNN, GRU, LSTM and their cells are read',
    });
  }
  const [b, c] = [biasOf(where, parts, 'bias_ih', rows), biasOf(where, parts, 'bias_hh', rows)];
  if ((b === undefined) !== (c === undefined)) {
    throw new FileError({
      where,
      expected: 'must have both biases or none',
      actual: b === undefined ? 'bias_hh alone' : 'bias_ih alone',
      remedy: 'give the whole state_dict',
    });
  }
  const useBias = b !== undefined && c !== undefined;
  // PyTorch's GRU is r z n; its LSTM has our order already.
  const ordered = (weight: HostTensor): HostTensor =>
    kind === 'gru' ? permuteGates(weight, { units, from: 'rzn', to: 'zrn' }) : weight;
  const bias = useBias ? (kind === 'gru' ? ordered(stackRows(b, c)) : addUp(b, c)) : undefined;
  if (useBias && kind !== 'gru') {
    notes.push({
      kind: 'converted',
      path,
      says: 'Its two biases were added up, as Keras has one.',
    });
  }
  if (kind === 'simpleRNN') {
    notes.push({
      kind: 'assumed',
      path,
      says: 'Its activation is tanh, as is usual: the file does not tell tanh from relu.',
    });
  }
  const weights = {
    kernel: ordered(transpose(W)),
    recurrentKernel: ordered(transpose(U)),
    ...(bias === undefined ? {} : { bias }),
  };
  const options = { units, useBias };
  const config =
    kind === 'lstm' ? lstm(options) : kind === 'gru' ? gru(options) : simpleRNN(options);
  return { config, weights };
}

function matrixOf(where: string, parts: Direction['parts'], part: Part): HostTensor {
  const { name, tensor } = parts.get(part) as { name: string; tensor: HostTensor };
  if (tensor.shape.length === 2 && tensor.shape.every((size) => size > 0)) return tensor;
  throw new FileError({
    where: `${where}: ${name}`,
    expected: 'must be a matrix',
    actual: `[${tensor.shape.join(', ')}]`,
  });
}

function biasOf(
  where: string,
  parts: Direction['parts'],
  part: Part,
  rows: number,
): HostTensor | undefined {
  const found = parts.get(part);
  if (found === undefined || (found.tensor.shape.length === 1 && found.tensor.shape[0] === rows)) {
    return found?.tensor;
  }
  throw new FileError({
    where: `${where}: ${found.name}`,
    expected: `must be [${rows}], a number for each row of weight_hh`,
    actual: `[${found.tensor.shape.join(', ')}]`,
  });
}
