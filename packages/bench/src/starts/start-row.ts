// What a start costs: the rows that the table prints and the files keep.

import { type Estimate, median, pairedRatio } from '../statistics.ts';

/** One process, from nothing to its first answer. */
export interface Start {
  /** Loading the library's JavaScript. */
  readonly loadMs: number;
  /** Making the backend or the session, and the layer with its weights; compiling is part of it. */
  readonly prepareMs: number;
  readonly firstCallMs: number;
  /** Of WebAssembly that was compiled. */
  readonly moduleBytes: number;
}

/** What a page that does nothing else downloads, by one bundler and after gzip. */
export interface Download {
  readonly bytes: number;
  readonly gzippedBytes: number;
}

export interface StartRow {
  readonly workload: string;
  readonly contender: string;
  readonly version: string;
  /** Medians over processes. */
  readonly start: Start;
  readonly processes: number;
  /** Of everything before the first answer, and of the first call alone: theirs divided by ours, null for ourselves. */
  readonly ratio: Estimate | null;
  readonly firstCallRatio: Estimate | null;
  /** Null for what runs in no page. */
  readonly download: Download | null;
}

export interface Started extends Pick<StartRow, 'workload' | 'contender' | 'version' | 'download'> {
  readonly starts: readonly Start[];
}

/** @param ours  null for our own row */
export function startRow({ starts, ...about }: Started, ours: readonly Start[] | null): StartRow {
  const of = (key: keyof Start): number => median(starts.map((start) => start[key]));
  return {
    ...about,
    start: {
      loadMs: of('loadMs'),
      prepareMs: of('prepareMs'),
      firstCallMs: of('firstCallMs'),
      moduleBytes: of('moduleBytes'),
    },
    processes: starts.length,
    ratio: ours === null ? null : pairedRatio(starts.map(wholeMs), ours.map(wholeMs)),
    firstCallRatio:
      ours === null
        ? null
        : pairedRatio(
            starts.map(({ firstCallMs }) => firstCallMs),
            ours.map(({ firstCallMs }) => firstCallMs),
          ),
  };
}

function wholeMs({ loadMs, prepareMs, firstCallMs }: Start): number {
  return loadMs + prepareMs + firstCallMs;
}
