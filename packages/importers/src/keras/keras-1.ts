// Keras 1: other words for the same options, and a weight for each gate. keras 1.2.2, keras/layers/recurrent.py; Keras 2.0's
// own conversion: keras/engine/topology.py, preprocess_weights_for_loading.

import { type CellConfig, type HostTensor, ShapeError } from '@gatefold/contract';
import { gateCounts } from '@gatefold/contract/author';
import { fieldsOf } from '../json-fields.ts';

interface KerasObject {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export function isKeras1(kerasVersion: string): boolean {
  return kerasVersion.startsWith('1.');
}

/** The layer in Keras 2's words. */
export function withoutKeras1({ class_name: className, config }: KerasObject): KerasObject {
  if (className === 'Bidirectional') {
    const layer = withoutKeras1(fieldsOf(config['layer']) as never);
    return { class_name: className, config: { merge_mode: config['merge_mode'], layer } };
  }
  const flags = ['return_sequences', 'go_backwards', 'stateful', 'activation'];
  return {
    class_name: className,
    config: {
      units: config['output_dim'],
      ...(className === 'SimpleRNN'
        ? {}
        : { recurrent_activation: config['inner_activation'] ?? 'hard_sigmoid' }),
      ...Object.fromEntries(flags.filter((key) => key in config).map((key) => [key, config[key]])),
    },
  };
}

/** Which of Keras 1's gates stand where in ours: it lists i c f o, and z r h. */
const places = { lstm: [0, 2, 1, 3], gru: [0, 1, 2], simpleRNN: [0] } as const;

/**
 * Joins a weight for each gate to one for all.
 *
 * A layer with consume_less='gpu' has them joined already.
 */
export function fromKeras1(
  weights: readonly HostTensor[],
  cells: readonly CellConfig[],
): readonly HostTensor[] {
  let at = 0;
  return cells.flatMap(({ kind, units }) => {
    const gates = gateCounts[kind];
    const isJoined = weights[at]?.shape[1] === gates * units;
    const count = isJoined ? 3 : 3 * gates;
    const own = weights.slice(at, at + count);
    at += count;
    if (isJoined || own.length < count) return own;
    return [0, 1, 2].map((part) =>
      joinColumns(places[kind].map((gate) => own[3 * gate + part] as HostTensor)),
    );
  });
}

/** Tensors of the same rows side by side, along the last axis. */
function joinColumns(parts: readonly HostTensor[]): HostTensor {
  const [first] = parts as [HostTensor];
  const width = first.shape.at(-1) ?? 1;
  const rows = first.data.length / width;
  const data = new Float32Array(rows * width * parts.length); // [rows, gates·units]
  for (const [index, part] of parts.entries()) {
    if (part.shape.join() !== first.shape.join()) {
      throw new ShapeError({
        where: 'importKeras',
        expected: `the gates of a layer of Keras 1 must have one shape, [${first.shape.join(', ')}]`,
        actual: `[${part.shape.join(', ')}]`,
        remedy: 'the file is damaged: fetch it again',
      });
    }
    for (let row = 0; row < rows; row++) {
      data.set(
        part.data.subarray(row * width, (row + 1) * width),
        (row * parts.length + index) * width,
      );
    }
  }
  return { shape: [...first.shape.slice(0, -1), width * parts.length], data };
}
