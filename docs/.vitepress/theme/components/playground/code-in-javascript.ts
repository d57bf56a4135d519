// The settings as a module that runs where the backend does, and prints what the page shows.

import { type CellConfig, kerasWeights, type LayerConfig } from '@gatefold/contract';
import type { SiteBackend } from '../../../../site/backends.ts';
import { nestedText } from './nested-text.ts';
import { prepare } from './prepare.ts';
import { builders, type Settings } from './settings.ts';

/** @throws {Error} as {@link prepare} */
export function codeInJavaScript(settings: Settings, backend: SiteBackend): string {
  const { config, weights, x, mask } = prepare(settings);
  const { factory } = backend;
  const names = new Set([factory, ...kindsIn(config), 'kerasOutputs', 'tensor', 'weightsInOrder']);
  const arrays = kerasWeights(config, weights).map(
    (array) => `  tensor(${nestedText(array, '  ')}),`,
  );
  const rows = mask && nestedText({ ...mask, data: Float32Array.from(mask.data, Number) });
  return [
    `import { ${[...names].join(', ')} } from '${backend.package}';`,
    '',
    `const backend = await ${factory}();`,
    `const config = ${inJavaScript(config)};`,
    '// In the order of get_weights() in Keras.',
    'const weights = weightsInOrder(config, [',
    ...arrays,
    ']);',
    'const layer = backend.layer(config, weights);',
    '',
    '// [batch, timeSteps, inputDim]',
    `const x = tensor(${nestedText(x)});`,
    ...(rows
      ? ['// [batch, timeSteps], 0 where a step is masked', `const mask = tensor(${rows});`]
      : []),
    `const result = layer.run(x${rows ? ', { mask }' : ''});`,
    'for (const output of kerasOutputs(result).flat()) {',
    "  console.log(`[${output.shape.join(', ')}]`, (await output.data()).join(' '));",
    '}',
    'backend.dispose();',
    '',
  ].join('\n');
}

function kindsIn(config: LayerConfig | CellConfig): readonly string[] {
  if (config.kind === 'bidirectional') return [config.kind, ...kindsIn(config.layer)];
  if (config.kind === 'stacked') return [config.kind, ...config.cells.flatMap(kindsIn)];
  return [config.kind];
}

/** The builder's call, with what differs from its defaults. */
function inJavaScript(config: LayerConfig | CellConfig): string {
  if (config.kind === 'bidirectional') {
    const { layer, mergeMode } = config;
    const merge = mergeMode === 'concat' ? [] : [`mergeMode: ${quoted(mergeMode)}`];
    return `bidirectional({ ${[`layer: ${inJavaScript(layer)}`, ...merge].join(', ')} })`;
  }
  if (config.kind === 'stacked') {
    const { kind, cells, ...flags } = config;
    const set = Object.entries(flags).flatMap(([name, value]) => (value ? [`${name}: true`] : []));
    return `${kind}({ ${[`cells: [${cells.map(inJavaScript).join(', ')}]`, ...set].join(', ')} })`;
  }
  const { kind, units, ...options } = config;
  const usual: Readonly<Record<string, unknown>> = { ...builders[kind]({ units }) };
  const changed = Object.entries(options).flatMap(([name, value]) =>
    value === usual[name] ? [] : [`${name}: ${quoted(value)}`],
  );
  return `${kind}({ ${[`units: ${units}`, ...changed].join(', ')} })`;
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
