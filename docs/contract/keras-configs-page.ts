// Writes contract/keras-configs.md of what real writers wrote: `node contract/keras-configs-page.ts`. A test compares
// the two.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromKerasConfig, isRnnError, type KerasObject, type RnnError } from '@gatefold/contract';

export const pagePath: string = join(import.meta.dirname, 'keras-configs.md');

const fixtures = join(import.meta.dirname, '../../packages/contract/test/fixtures');

/** An object that a real writer wrote, and what becomes of it. */
interface Tried {
  /** As its files name it: `2.2.4`, `tfjs-layers 4.22.0`. */
  readonly version: string;
  readonly writer: string;
  /** The function or the file that it is from. */
  readonly from: string;
  readonly className: string;
  /** Undefined where it is read. */
  readonly refusal: RnnError | undefined;
  /** Whether it is read without a kerasVersion. */
  readonly isTold: boolean;
}

/** The page, as Markdown. */
export function kerasConfigsPage(): string {
  const tried = readdirSync(fixtures)
    .filter((file) => file.endsWith('.jsonl'))
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .flatMap(triedIn);
  return [
    '<!-- Written by contract/keras-configs-page.ts from what real writers wrote; do not edit. -->',
    '',
    '# Keras configs, by who wrote them',
    '',
    '`fromKerasConfig` reads one layer, as a model file or a program has it; `toKerasConfig` writes it again, to the last key',
    '(clauses C6 to C22 of [the contract](clauses.md)). Every object below was written by the real package, by',
    '[print_configs.py](../../packages/contract/test/fixtures/print_configs.py) or, for tf.layers, by',
    '[configs.test.ts](../../conformance/adapters/tfjs/test/configs.test.ts), and is read or refused in the tests.',
    '',
    '## Read',
    '',
    '`kerasVersion` says who wrote a config. Where the table says so, the config tells it, and it may be left out.',
    '',
    ...table([
      ['writer', 'kerasVersion', 'from', 'layers'],
      ...grouped(
        tried.filter(({ refusal }) => refusal === undefined),
        ({ writer, version, from, isTold }) => [
          writer,
          `\`${version}\`${isTold ? ', or none' : ''}`,
          from,
        ],
      ),
    ]),
    '',
    '## Refused',
    '',
    'Each with what the message says, of several alike that of the first.',
    '',
    ...table([['where', 'got', 'by', 'what to do'], ...refusals(tried)]),
    '',
  ].join('\n');
}

function triedIn(file: string): readonly Tried[] {
  const [, name = '', number = ''] = /^(keras|tfjs-layers)-([\d.]*\d)/.exec(file) ?? [];
  const version = name === 'keras' ? number : `${name} ${number}`;
  const lines = readFileSync(join(fixtures, file), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const { name: title, layer } = JSON.parse(line) as { name: string; layer: KerasObject };
    return {
      version,
      writer: writerOf(name, number),
      from: originOf(name, title),
      className: classOf(layer),
      refusal: refusalOf(layer, { kerasVersion: version }),
      isTold: refusalOf(layer, {}) === undefined,
    };
  });
}

function writerOf(name: string, number: string): string {
  if (name !== 'keras') return `${name} ${number}`;
  if (number.startsWith('3.')) return `Keras ${number}`;
  return number.startsWith('2.21') ? `tf_keras ${number}` : `standalone Keras ${number}`;
}

const models = /^(node|functional|sequential|nested|without)$/;

/** The function or file that wrote an object, by the name that the fixtures give it. */
function originOf(writer: string, title: string): string {
  if (title.endsWith('H5') || title === 'h5') return '`model_config` of a .h5 file';
  if (title.endsWith('SavedModel')) return '`keras_metadata.pb` of a SavedModel';
  if (writer !== 'keras') {
    return title.endsWith('AtHand') ? '`layer.getConfig()`' : '`model.toJSON()`, model.json';
  }
  return models.test(title) ? '`model.to_json()`' : '`serialize_keras_object(layer)`';
}

function classOf(object: KerasObject): string {
  // As tf.layers spells it in memory.
  const { className = object.class_name } = object as KerasObject & { className?: string };
  return className;
}

function refusalOf(layer: KerasObject, options: { kerasVersion?: string }): RnnError | undefined {
  try {
    fromKerasConfig(layer, options);
    return undefined;
  } catch (error) {
    if (isRnnError(error)) return error;
    throw error;
  }
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

/** One row for each label, with the classes that have it. */
function grouped(tried: readonly Tried[], label: (one: Tried) => string[]): string[][] {
  const groups = groupBy(tried, (one) => label(one).join('|'));
  return [...groups].map(([key, members]) => [
    ...key.split('|'),
    [...new Set(members.map(({ className }) => className))].join(', '),
  ]);
}

/** One row for each place and what was there, with who wrote it. */
function refusals(tried: readonly Tried[]): string[][] {
  const refused = tried.flatMap(({ writer, refusal }) =>
    refusal === undefined ? [] : [{ writer, refusal }],
  );
  const rows = groupBy(refused, ({ refusal: { where, actual = '' } }) =>
    [where.replace('fromKerasConfig: ', ''), actual.replace(/ '.*/, '')].join('|'),
  );
  return [...rows].map(([key, members]) => [
    ...key.split('|').map(escape),
    [...new Set(members.map(({ writer }) => writer))].join(', '),
    escape(members[0]?.refusal.remedy ?? ''),
  ]);
}

/** Keeps Markdown from reading signs of the text as its own. */
function escape(text: string): string {
  return text.replace(/[<>|*_]/g, (mark) => `\\${mark}`);
}

/** Columns as wide as their widest cell, as prettier has them. */
function table(rows: readonly (readonly string[])[]): string[] {
  const [head = []] = rows;
  const widths = head.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const lines = rows.map((row) => {
    const cells = widths.map((width, column) => (row[column] ?? '').padEnd(width));
    return `| ${cells.join(' | ')} |`;
  });
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0] as string, rule, ...lines.slice(1)];
}

if (process.argv[1] === import.meta.filename) writeFileSync(pagePath, kerasConfigsPage());
