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

/** Runs together, one after the other, that are slower than alone: so many are no accident, and end a trial or a decision. */
const slowRuns = 2;

/**
 * Runs alone until together is tried again, since neighbours come and go: the fewest and the most. Each trial in vain doubles
 * the pause, so that trials cost little however slow they are.
 */
const pauses = { least: 200, most: 6400 };

interface Record {
  readonly alone: number[];
  readonly together: number[];
  decided: 'alone' | 'together' | null;
  /** Of the runs together, the last ones that were slower than alone. */
  slow: number;
  /** Runs alone since that was decided, and how many there are to be. */
  runs: number;
  pause: number;
}

export class MeasuredChoice implements Choice {
  readonly #records = new Map<string, Record>();

  isTogether(key: string): boolean {
    const { decided, alone, together } = this.#recordOf(key);
    return decided === null ? together.length < alone.length : decided === 'together';
  }

  took(key: string, isTogether: boolean, milliseconds: number): void {
    const record = this.#recordOf(key);
    const { alone, together, decided } = record;
    if (isTogether) {
      record.slow = milliseconds > median(alone) ? record.slow + 1 : 0;
      // A neighbour that comes is noticed at once, not after all the runs of a pause.
      if (record.slow >= slowRuns) {
        stayAlone(record);
        return;
      }
    }
    if (decided === null) {
      (isTogether ? together : alone).push(milliseconds);
      if (alone.length < timings || together.length < timings) return;
      if (median(together) >= worthwhile * median(alone)) stayAlone(record);
      else {
        record.decided = 'together';
        record.pause = pauses.least;
      }
    } else if (decided === 'alone' && ++record.runs >= record.pause) {
      alone.length = together.length = record.slow = 0;
      record.decided = null;
    }
  }

  #recordOf(key: string): Record {
    const known = this.#records.get(key);
    if (known !== undefined) return known;
    const lists = { alone: [], together: [] };
    const made: Record = { ...lists, decided: null, slow: 0, runs: 0, pause: pauses.least };
    this.#records.set(key, made);
    return made;
  }
}

function stayAlone(record: Record): void {
  if (record.decided === null) record.pause = Math.min(2 * record.pause, pauses.most);
  record.decided = 'alone';
  record.slow = record.runs = 0;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number;
}
