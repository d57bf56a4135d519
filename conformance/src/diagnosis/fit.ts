// The simplest thing that can be said of the numbers for which something is so, and of those for which it is not.

/** What can be said of a whole number. */
export interface Predicate {
  /** `% 8 ≠ 0`, after the name of what it is said of. */
  readonly says: string;
  readonly holds: (value: number) => boolean;
}

const moduli = [4, 8, 16, 32, 64];

const shapes: readonly Predicate[] = [
  { says: 'is odd', holds: (value) => value % 2 === 1 },
  { says: 'is even', holds: (value) => value % 2 === 0 },
  ...moduli.flatMap((by): Predicate[] => [
    { says: `% ${by} ≠ 0`, holds: (value) => value % by !== 0 },
    { says: `% ${by} = 0`, holds: (value) => value % by === 0 },
  ]),
  { says: 'is a power of two', holds: isPowerOfTwo },
  { says: 'is no power of two', holds: (value) => !isPowerOfTwo(value) },
];

function isPowerOfTwo(value: number): boolean {
  return value > 0 && (value & (value - 1)) === 0;
}

/**
 * Finds what sets those apart for which it is so.
 *
 * One thing, or two together; a list of the numbers where nothing else can be said.
 *
 * @param tried  whether it is so, for each number that was tried
 * @returns undefined where it is so for all of them, or for none
 */
export function fit(tried: ReadonlyMap<number, boolean>): Predicate | undefined {
  const entries = [...tried].toSorted(([a], [b]) => a - b);
  const so = entries.filter(([, is]) => is).map(([value]) => value);
  const not = entries.filter(([, is]) => !is).map(([value]) => value);
  const [least, most] = [so[0], so.at(-1)];
  if (least === undefined || most === undefined || not.length === 0) return undefined;
  const agrees = ({ holds }: Predicate): boolean =>
    entries.every(([value, is]) => holds(value) === is);
  const above: Predicate = { says: `≥ ${least}`, holds: (value) => value >= least };
  const rest = not.findLast((value) => value < least);
  // Where the last right number is the one before, it is the size that a program was written for.
  const beyond = rest === least - 1 ? { ...above, says: `> ${rest}` } : above;
  const below: Predicate = { says: `≤ ${most}`, holds: (value) => value <= most };
  const equal: Predicate = { says: `= ${least}`, holds: (value) => value === least };
  const both = (one: Predicate, other: Predicate): Predicate => ({
    says: `${one.says} and ${other.says}`,
    holds: (value) => one.holds(value) && other.holds(value),
  });
  const list: Predicate = {
    says: `is ${listed(so.map(String), 'or')} (${listed(not.map(String), 'and')} are right)`,
    holds: (value) => so.includes(value),
  };
  const candidates = [
    ...(so.length === 1 ? [equal] : []),
    beyond,
    below,
    ...shapes,
    ...shapes.map((shape) => both(shape, above)),
    ...shapes.map((shape) => both(shape, below)),
    both(above, below),
  ];
  return candidates.find(agrees) ?? list;
}

/** `1, 2 or 3` */
export function listed(words: readonly string[], link: 'and' | 'or'): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${link} ${last}`;
}
