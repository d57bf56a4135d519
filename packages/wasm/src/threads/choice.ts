// Whether work of a kind is shared, found by measuring: alone and together have the same bits, so it may change at any time.

/** Decides, and is told how long it took. */
export interface Choice {
  isTogether(key: string): boolean;
  took(key: string, isTogether: boolean, milliseconds: number): void;
}

/** Timings of each way that are compared by their median. */
const timings = 5;

/** Together has to be better by so much: what is even is done alone, and leaves the other core to others. */
const worthwhile = 0.93;

/** Runs after which both ways are timed anew, since neighbours come and go. */
const runsUntilAnew = 200;

interface Record {
  readonly alone: number[];
  readonly together: number[];
  decided: boolean | null;
  runs: number;
}

export class MeasuredChoice implements Choice {
  readonly #records = new Map<string, Record>();

  isTogether(key: string): boolean {
    const record = this.#recordOf(key);
    return record.decided ?? record.together.length < record.alone.length;
  }

  took(key: string, isTogether: boolean, milliseconds: number): void {
    const record = this.#recordOf(key);
    record.runs++;
    if (record.decided === null) {
      (isTogether ? record.together : record.alone).push(milliseconds);
      if (record.alone.length < timings || record.together.length < timings) return;
      record.decided = median(record.together) < worthwhile * median(record.alone);
      record.runs = 0;
    } else if (record.runs >= runsUntilAnew) {
      record.alone.length = record.together.length = 0;
      record.decided = null;
    }
  }

  #recordOf(key: string): Record {
    const known = this.#records.get(key);
    if (known !== undefined) return known;
    const made = { alone: [], together: [], decided: null, runs: 0 };
    this.#records.set(key, made);
    return made;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number;
}
