// Settings as the part of an address behind the #, and back. A link may come from anybody, so each part is checked.

import type { SiteBackend } from '../../../../site/backends.ts';
import { choices, defaults, limits, longestJson, type Settings } from './settings.ts';

/** Of the form of the links; another form needs another number. */
const version = '1';

interface Field<T> {
  print(value: T): string;
  /** Nothing when the text says no such value. */
  parse(text: string): T | undefined;
  /** What the text must be, to follow "must be". */
  readonly expected: string;
}

type Fields = { readonly [K in keyof Settings]: Field<Settings[K]> };

function fieldsFor(backends: readonly SiteBackend[]): Fields {
  return {
    backend: oneOf(backends.map(({ id }) => id)),
    cell: oneOf(choices.cell),
    arrangement: oneOf(choices.arrangement),
    mergeMode: oneOf(choices.mergeMode),
    dialect: oneOf(choices.dialect),
    units: whole(limits.units),
    inputDim: whole(limits.inputDim),
    timeSteps: whole(limits.timeSteps),
    batch: whole(limits.batch),
    returnSequences: yesOrNo,
    returnState: yesOrNo,
    goBackwards: yesOrNo,
    mask: rowsOfMask,
    input: oneOf(choices.input),
    weights: oneOf(choices.weights),
    seed: whole(limits.seed),
    own: json,
  };
}

/** Writes settings as a hash, without the #. */
export function hashOf(settings: Settings, backends: readonly SiteBackend[]): string {
  const fields = Object.entries(fieldsFor(backends)) as [keyof Settings, Field<unknown>][];
  const parts = fields
    .map(([name, field]) => [name, field.print(settings[name])])
    .filter(([name, text]) => text !== '' && (name !== 'own' || settings.weights === 'own'));
  return new URLSearchParams([['v', version], ...parts] as string[][]).toString();
}

/** What a link says: settings, or the reason why there are none, in words for the visitor. */
export type Link = { readonly settings: Settings } | { readonly problem: string };

/** Reads a hash, without the #; what it leaves out is as at first. */
export function readHash(hash: string, backends: readonly SiteBackend[]): Link {
  const given = new URLSearchParams(hash);
  if (given.get('v') !== version) {
    return { problem: `it does not begin with v=${version}, as links from this page do` };
  }
  given.delete('v');
  const fields = fieldsFor(backends);
  const settings: Record<string, unknown> = { ...defaults };
  for (const [name, text] of given) {
    if (!Object.hasOwn(fields, name)) return { problem: `there is no setting ${short(name)}` };
    const field = fields[name as keyof Settings];
    const value = field.parse(text);
    if (value === undefined) {
      return { problem: `${name} must be ${field.expected}, and the link says ${short(text)}` };
    }
    settings[name] = value;
  }
  return { settings: settings as unknown as Settings };
}

function oneOf<T extends string>(values: readonly T[]): Field<T> {
  return {
    print: (value) => value,
    parse: (text) => values.find((value) => value === text),
    expected: values.join(' or '),
  };
}

function whole([least, most]: readonly [number, number]): Field<number> {
  return {
    print: String,
    parse: (text) => {
      const number = /^\d{1,4}$/.test(text) ? Number(text) : NaN;
      return least <= number && number <= most ? number : undefined;
    },
    expected: `a whole number from ${least} to ${most}`,
  };
}

const yesOrNo: Field<boolean> = {
  print: (value) => (value ? '1' : '0'),
  parse: (text) => ({ 1: true, 0: false })[text],
  expected: '1 or 0',
};

const rowsOfMask: Field<readonly string[]> = {
  print: (rows) => rows.join('.'),
  parse: (text) => {
    const rows = text.split('.');
    const isMask =
      rows.length <= limits.batch[1] &&
      rows.every((row) => /^[01]*$/.test(row) && row.length <= limits.timeSteps[1]);
    return isMask ? rows : undefined;
  },
  expected: 'a row of 1 and 0 for each sequence, with dots between the rows',
};

const json: Field<string> = {
  print: (text) => text,
  parse: (text) => (text.length <= longestJson ? text : undefined),
  expected: `JSON of at most ${longestJson} characters`,
};

/** A text that somebody else wrote, made fit for a sentence. */
function short(text: string): string {
  return `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`;
}
