// Whether work of a kind is shared, found by measuring: alone and together have the same bits, so it may change at any time.

/** Decides, and is told how long it took. */
export interface Choice {
  isTogether(key: string): boolean;
  /** @param time  for so much work as all runs of the kind have, or for as much of each as of the others */
  took(key: string, isTogether: boolean, time: number): void;
}

/** Timings of each way that are compared by their median. */
const timings = 5;

/** Together has to be better by so much: what is even is done alone, and leaves the other core to others. */
const worthwhile = 0.93;

/**
 * Runs together, one after the other, that are slower than alone: where they are so many and have lost so much, as runs alone,
 * that is no accident, and ends a trial or a decision.
 */
const slow = { runs: 2, lost: 1 };

/**
 * Runs until the next trial, since neighbours come and go. Alone there are so many that what the last trial has lost is no more than
 * `share` of them, between the fewest and the most. The first decision is of a time when code was not yet compiled well, and
 * soon made again.
 */
const pauses = { first: 50, together: 1000, share: 0.02, least: 50, most: 6400 };

interface Record {
  readonly alone: number[];
  readonly together: number[];
  decided: 'alone' | 'together' | null;
  isFirst: boolean;
  /** Of the runs together, the last ones that were slower than alone. */
  slow: number;
  /** What together has lost in a trial, or in the last slow runs, as runs alone. */
  lost: number;
  /** Runs until the next trial. */
  pause: number;
}

export class MeasuredChoice implements Choice {
  readonly #records = new Map<string, Record>();

  /** A trial is runs alone and then runs together: in between a worker falls asleep, and it takes a while to wake it. */
  isTogether(key: string): boolean {
    const { decided, alone } = this.#recordOf(key);
    return decided === null ? alone.length === timings : decided === 'together';
  }

  took(key: string, isTogether: boolean, time: number): void {
    const record = this.#recordOf(key);
    const { alone, together, decided } = record;
    if (isTogether) {
      const loss = time / median(alone) - 1;
      if (loss <= 0 && decided === 'together') record.lost = 0;
      record.slow = loss > 0 ? record.slow + 1 : 0;
      record.lost += Math.max(0, loss);
      // A neighbour that comes is noticed at once, not after all the runs of a pause.
      if (record.slow >= slow.runs && record.lost >= slow.lost) {
        decide(record, 'alone');
        return;
      }
      // Where others want its core, a worker that sleeps may come some runs late: only then its help is timed.
      if (loss > 0 && decided === null && together.length === 0) return;
    }
    if (decided === null) {
      (isTogether ? together : alone).push(time);
      if (together.length < timings) return;
      decide(record, median(together) < worthwhile * median(alone) ? 'together' : 'alone');
    } else if (--record.pause <= 0) {
      alone.length = together.length = record.slow = record.lost = 0;
      record.decided = null;
    }
  }

  #recordOf(key: string): Record {
    const known = this.#records.get(key);
    if (known !== undefined) return known;
    const lists = { alone: [], together: [] };
    const made: Record = { ...lists, decided: null, isFirst: true, slow: 0, lost: 0, pause: 0 };
    this.#records.set(key, made);
    return made;
  }
}

function decide(record: Record, decided: 'alone' | 'together'): void {
  const { first, together, share, least, most } = pauses;
  const alone = Math.min(Math.max(least, record.lost / share), most);
  record.pause = record.isFirst ? first : decided === 'together' ? together : alone;
  record.decided = decided;
  record.isFirst = false;
  record.slow = record.lost = 0;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number;
}
