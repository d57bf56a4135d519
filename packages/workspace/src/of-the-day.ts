// What the tests of all packages draw today. What is too much for every day is cut in parts, of which the day's seed
// chooses one; `pnpm test:all` tries them all.

/** `pnpm test:all`. */
export const isWhole: boolean = process.env['GATEFOLD_TEST_ALL'] !== undefined;

/** Another one each day, `20261224`, and the same again for whoever gives it. */
export const seedOfDay: number = Number(
  process.env['GATEFOLD_SEED'] ?? new Date().toISOString().slice(0, 10).replaceAll('-', ''),
);

/** Which of `parts` has its turn today. */
export function turnOf(parts: number): number {
  return seedOfDay % parts;
}

/**
 * One in `parts` of those that are dear, all of them if nothing is said, and each that is not; others each day, so that
 * each has its turn within that many days. All of them in `pnpm test:all`.
 */
export function ofTheDay<T>(
  all: readonly T[],
  parts: number,
  isDear: (each: T) => boolean = () => true,
): readonly T[] {
  const turn = (index: number): boolean => (index + seedOfDay) % parts === 0;
  return isWhole ? all : all.filter((each, index) => !isDear(each) || turn(index));
}
