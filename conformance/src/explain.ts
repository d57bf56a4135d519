// What a case tries, in words and numbers: its clauses, what an honest backend is given and gives, what is compared and
// how near it must be. Found by running the case on the plain backend, so that it cannot say anything else.

import {
  type Backend,
  type HostTensor,
  type Layer,
  type LayerConfig,
  type RunOptions,
  type Shape,
  type Tensor,
} from '@gatefold/contract';
import { leavesIn } from '@gatefold/contract/author';
import { clauses } from '@gatefold/contract/clauses';
import pc from 'picocolors';
import type { Case } from './case.ts';
import { loadGroup } from './golden/load.ts';
import { goldenSpecs } from './golden/specs.ts';
import { disguise } from './mutants/mutant.ts';
import { plainBackend } from './plain/plain-backend.ts';
import { runCase } from './run-case.ts';
import { defaultSeed } from './run-on.ts';
import { observeComparisons, type Observed } from './values.ts';

/** As many calls and comparisons are shown, and as many numbers of a tensor. */
const [shownCalls, shownNumbers] = [4, 6];

/** Explains a case. */
export async function explainCase(item: Case): Promise<string> {
  const calls: string[][] = [];
  const compared: Observed[] = [];
  const backend = watched(plainBackend(), calls);
  observeComparisons((comparison) => compared.push(comparison));
  let status: string;
  try {
    ({ status } = await runCase(backend, item, { seed: defaultSeed, runs: 1 }));
  } finally {
    observeComparisons();
  }
  return [
    pc.bold(item.title),
    `${item.id}  levels: ${item.levels.join(', ')}`,
    ...section('Clauses', item.clauses.flatMap(clauseLines)),
    ...section(
      item.id.startsWith('law/') ? 'One example of those that are drawn' : 'What is asked',
      limited(calls, 'call').flat(),
    ),
    ...section('What is compared', limited(compared.map(comparedLine), 'comparison')),
    ...section('How near it must be', toleranceLines(item, compared)),
    ...section('Who computed it', await witnessLines(item)),
    '',
    pc.dim(`the plain backend of the suite, float64 inside: ${status}`),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', pc.bold(title), ...lines.map((line) => `  ${line}`)];
}

function limited<T>(all: readonly T[], what: string): (T | string)[] {
  const rest = all.length - shownCalls;
  return rest > 0 ? [...all.slice(0, shownCalls), `… and ${rest} more ${what}s`] : [...all];
}

function clauseLines(id: string): string[] {
  const clause = clauses.find((one) => one.id === id);
  if (clause === undefined) return [id];
  const { sentence, source, diverges } = clause;
  return [
    `${id}  ${sentence}`,
    pc.dim(`    ${source}`),
    ...(diverges === undefined ? [] : [`    diverges: ${diverges}`]),
  ];
}

/** A backend that writes down what it is asked, and what it gives. */
function watched(plain: Backend, calls: string[][]): Backend {
  return disguise(plain, (loose) => ({
    layer: (config, weights) => {
      const layer = loose.layer(config, weights);
      const run = layer.run.bind(layer);
      // Refusals are calls too; they throw, and are written down before.
      layer.run = (x, options) => {
        const call = [...layerLines(layer, weights), ...callLines(x as HostTensor, options)];
        calls.push(call);
        const result = run(x, options);
        for (const [path, leaf] of leavesIn(result)) {
          const tensor = leaf as Tensor;
          call.push(`gives ${path} ${numbers({ shape: tensor.shape, data: tensor.dataSync() })}`);
        }
        return result;
      };
      return layer;
    },
  }));
}

function layerLines({ config }: Layer, weights: unknown): string[] {
  return [describeConfig(config), ...leafLines('weights', weights)];
}

function callLines(x: HostTensor, options: RunOptions = {}): string[] {
  const { mask, initialState } = options ?? {};
  return [
    ...leafLines('x', x),
    ...(mask === undefined ? [] : leafLines('mask', mask)),
    ...(initialState === undefined ? [] : leafLines('initialState', initialState)),
  ];
}

function describeConfig(config: LayerConfig): string {
  return JSON.stringify(config).replaceAll('"', '').replaceAll(',', ', ').replaceAll(':', ': ');
}

/** `weights.kernel [2, 4]  0.1, 0.1, …` */
function leafLines(path: string, nest: unknown): string[] {
  const leaves = leavesIn(nest, path);
  if (leaves.length === 0) return [`${path} ${String(nest)}`];
  return leaves.map(([at, leaf]) => {
    const { shape } = leaf;
    if (!Array.isArray(shape)) return `${at} of shape ${String(shape)}`;
    const isHere = typeof leaf.data !== 'function';
    return `${at} ${isHere ? numbers(leaf as HostTensor) : `[${shape.join(', ')}]  on the backend`}`;
  });
}

function numbers({ shape, data }: { shape: Shape; data: ArrayLike<unknown> }): string {
  const shown = Array.from({ length: Math.min(data.length, shownNumbers) }, (_, k) => data[k]);
  const rest = data.length > shownNumbers ? ', …' : '';
  return `[${shape.join(', ')}]  ${shown.map((value) => short(value)).join(', ')}${rest}`;
}

function short(value: unknown): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(8))) : String(value);
}

function comparedLine({ what, wanted, allowed }: Observed): string {
  return `${what}: wanted ${numbers({ shape: wanted.shape, data: wanted.data })}, ${allowedText([{ what, wanted, allowed }])}`;
}

function allowedText(compared: readonly Observed[]): string {
  const all = compared.flatMap(({ wanted, allowed }) =>
    Array.from({ length: wanted.data.length }, (_, index) => allowed(index)),
  );
  const [least, most] = [Math.min(...all), Math.max(...all)];
  if (all.length === 0 || most === 0) return 'exactly';
  return least === most
    ? `within ${most.toExponential(1)}`
    : `within ${least.toExponential(1)} to ${most.toExponential(1)}`;
}

/** How the tolerances came about; each formula is derived in tolerance.ts. */
function toleranceLines({ id }: Case, compared: readonly Observed[]): string[] {
  if (compared.length === 0) return ['nothing is compared as a number'];
  const all = allowedText(compared);
  if (all === 'exactly') return ['exactly: the same bits, zeros of either sign alike'];
  if (id.startsWith('golden/')) {
    return [
      `tol(y) = 4·D + 2u|y| + 1e-7, here ${all} for float32`,
      'D is the largest deviation of the step in 24 runs of the float64 reference in which every',
      'operation is off by up to a unit roundoff at random (Monte-Carlo arithmetic); u = 2^-24 for',
      'float32 and float64, 2^-11 for float16. Weights in a smaller type, weightPrecision, add what they',
      'move the step by in 24 runs more. Where 4·D > 0.05 single steps are compared instead.',
    ];
  }
  if (id.startsWith('law/')) {
    return [
      `tol(y) = 2u|y| + T·(2n + 12)·u·max(1, |y|) + 1e-7, here ${all}`,
      'with n products to each of the sums x·W and h·U, T steps, times the cells of a stack, and',
      'u = 2^-24 (2^-11 for float16): each product and each rounding of a step errs by at most u of a',
      'number below 1, or of the size of y.',
    ];
  }
  return [
    `${all}: half a unit of the last digit that was printed, or a few roundings of the result, and a floor of 1e-7`,
  ];
}

/** Of a golden: the writers of Keras that agree on it, and those that do not. */
async function witnessLines({ id }: Case): Promise<string[]> {
  const spec = goldenSpecs.find((one) => `golden/${one.id}` === id);
  if (spec === undefined) return [];
  const golden = (await loadGroup(spec.group)).get(spec.id);
  if (golden === undefined) return [];
  return [
    `agree to 1e-11: ${golden.agree.join(', ')}`,
    ...golden.disagree.map(
      ({ writer, clause, raises }) =>
        `${writer} ${raises === undefined ? 'computes something else' : `raises ${raises}`}, see ${clause}`,
    ),
  ];
}
