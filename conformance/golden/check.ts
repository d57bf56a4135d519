// Compares a file that is there with one that was written just now.

/** Says on the terminal how they compare; true when they are the same to the last byte. */
export function compareFiles(group: string, there: string, fresh: string): boolean {
  if (there === fresh) {
    console.log(`${group}: the same, byte for byte`);
    return true;
  }
  const [old, now] = [there.split('\n'), fresh.split('\n')];
  const changed = old.flatMap((line, index) => (line === now[index] ? [] : [index]));
  const ids = changed.map((index) => /"id":"([^"]+)"/.exec(old[index] ?? '')?.[1] ?? 'the header');
  console.error(
    `${group}: ${changed.length} of ${old.length} lines differ, by up to ${largestDifference(old, now).toExponential(1)}`,
  );
  console.error(`  ${ids.slice(0, 10).join('\n  ')}`);
  return false;
}

/** Between numbers at the same place; infinite where the lines hold different ones. */
function largestDifference(old: readonly string[], now: readonly string[]): number {
  if (old.length !== now.length) return Infinity;
  let most = 0;
  for (const [index, line] of old.entries()) {
    const [left, right] = [numbersIn(line), numbersIn(now[index] as string)];
    if (left.length !== right.length) return Infinity;
    for (const [place, value] of left.entries()) {
      most = Math.max(most, Math.abs(value - (right[place] as number)));
    }
  }
  return most;
}

function numbersIn(line: string): number[] {
  return (line.match(/-?\d+(?:\.\d+)?(?:e-?\d+)?/g) ?? []).map(Number);
}
