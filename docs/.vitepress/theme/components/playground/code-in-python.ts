// The settings as a program for the Keras of their dialect.

import { kerasWeights, type LayerConfig } from '@gatefold/contract';
import { nestedText } from './nested-text.ts';
import { className, kerasVersions, prepare } from './prepare.ts';
import type { Settings } from './settings.ts';

/** @throws {Error} as {@link prepare} */
export function codeInPython(settings: Settings): string {
  const { config, weights, x, mask } = prepare(settings);
  const arrays = kerasWeights(config, weights).map(
    (array) => `    np.array(${nestedText(array, '    ')}, dtype="float32"),`,
  );
  const [, timeSteps, inputDim] = x.shape;
  const rows = mask && nestedText({ ...mask, data: Float32Array.from(mask.data, Number) });
  return [
    `# Keras ${kerasVersions[settings.dialect]}`,
    'import numpy as np',
    `from keras.layers import ${['Input', ...namesIn(settings)].join(', ')}`,
    'from keras.models import Model',
    '',
    `layer = ${inPython(config, settings)}`,
    `inputs = Input(shape=(${timeSteps}, ${inputDim}))`,
    ...(rows
      ? [
          `kept = Input(shape=(${timeSteps},), dtype="bool")`,
          'model = Model([inputs, kept], layer(inputs, mask=kept))',
        ]
      : ['model = Model(inputs, layer(inputs))']),
    'layer.set_weights([',
    ...arrays,
    '])',
    '',
    '# [batch, timesteps, features]',
    `x = np.array(${nestedText(x)}, dtype="float32")`,
    ...(rows ? ['# [batch, timesteps]', `mask = np.array(${rows}, dtype="bool")`] : []),
    `print(model.predict(${rows ? '[x, mask]' : 'x'}))`,
    '',
  ].join('\n');
}

function namesIn({ cell, arrangement }: Settings): readonly string[] {
  const name = className(cell);
  if (arrangement === 'stacked') return ['RNN', `${name}Cell`];
  return arrangement === 'bidirectional' ? ['Bidirectional', name] : [name];
}

/** The call, with the flags that are set; all else is the default of that Keras. */
function inPython(config: LayerConfig, settings: Settings): string {
  const name = className(settings.cell);
  if (config.kind === 'bidirectional') {
    const { layer, mergeMode } = config;
    const merge =
      mergeMode === 'concat' ? '' : `, merge_mode=${mergeMode ? `"${mergeMode}"` : 'None'}`;
    return `Bidirectional(${inPython(layer, settings)}${merge})`;
  }
  const flags = [
    ...(config.returnSequences ? ['return_sequences=True'] : []),
    ...(config.returnState ? ['return_state=True'] : []),
    ...(config.goBackwards ? ['go_backwards=True'] : []),
  ];
  if (config.kind !== 'stacked') return `${name}(${[config.units, ...flags].join(', ')})`;
  const cells = config.cells.map(({ units }) => `${name}Cell(${units})`);
  return `RNN(${[`[${cells.join(', ')}]`, ...flags].join(', ')})`;
}
