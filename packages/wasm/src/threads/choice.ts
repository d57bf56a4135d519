// Whether work of a kind is shared, found by measuring: alone and together have the same bits, so it may change at any time.

/** Decides, and is told how long it took. */
export interface Choice {
  isTogether(key: string): boolean;
  /** @param work  of which the runs of a kind may have more or less */
  took(key: string, isTogether: boolean, milliseconds: number, work: number): void;
}

/** Timings of each way that are compared by their median. */
const timings = 5;

/** Together has to be better by so much: what is even is done alone, and leaves the other core to others. */
const worthwhile = 0.93;

/**
 * Runs together that were slower than alone end a trial or a decision when they have lost so much, as runs alone. What later
 * ones gain makes up for it, and none counts for more than `ofOne`: a worker takes some runs to wake, and where a machine has
 * few cores, its compiler or another program may stop any single run for milliseconds. The other way round, a neighbour that
 * wants the worker's core for itself is noticed after eight runs. The first trial may lose more, for until then the worker's
 * code has never run, and an engine compiles well only what runs often. Of runs so long that all of this is over within
 * one, no more is lost than so many milliseconds, or one run.
 */
const tolerated = { lost: 4, first: 8, ofOne: 0.5, milliseconds: 5 };

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
  /** What runs together have lost and not made up for since, as runs alone. */
  lost: number;
  /** The same, where none counts for more than is tolerated of one. */
  held: number;
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

  took(key: string, isTogether: boolean, milliseconds: number, work: number): void {
    const record = this.#recordOf(key);
    const time = milliseconds / work;
    const { alone, together, decided } = record;
    if (isTogether) {
      const loss = time / median(alone) - 1;
      record.lost = Math.max(0, record.lost + loss);
      record.held = Math.max(0, record.held + Math.min(loss, tolerated.ofOne));
      if (record.held >= mostLost(record, median(alone) * work)) {
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
      alone.length = together.length = record.lost = record.held = 0;
      record.decided = null;
    }
  }

  #recordOf(key: string): Record {
    const known = this.#records.get(key);
    if (known !== undefined) return known;
    const lists = { alone: [], together: [] };
    const made: Record = { ...lists, decided: null, isFirst: true, lost: 0, held: 0, pause: 0 };
    this.#records.set(key, made);
    return made;
  }
}

/** As runs alone, each of which takes so many milliseconds. */
function mostLost({ isFirst }: Record, milliseconds: number): number {
  const most = isFirst ? tolerated.first : tolerated.lost;
  return Math.min(most, Math.max(1, tolerated.milliseconds / milliseconds));
}

function decide(record: Record, decided: 'alone' | 'together'): void {
  const { first, together, share, least, most } = pauses;
  const alone = Math.min(Math.max(least, record.lost / share), most);
  record.pause = record.isFirst ? first : decided === 'together' ? together : alone;
  record.decided = decided;
  record.isFirst = false;
  record.lost = record.held = 0;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number;
}
