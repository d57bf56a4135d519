// How far a run is, on a terminal; nothing elsewhere.

import ora from 'ora';

export interface Progress {
  /** After each case or mutant. */
  readonly step: (at: { readonly id: string }, index: number, total: number) => void;
  /** While something takes its time. */
  readonly wait: (what: string) => void;
  readonly end: () => void;
}

/** Rate and remaining time count from the first step: starting a backend is no measure of its cases. */
export function showProgress(stream: NodeJS.WriteStream): Progress {
  const spinner = ora({ stream, isSilent: !stream.isTTY, discardStdin: false });
  let start: number | undefined;
  return {
    step: ({ id }, index, total) => {
      start ??= performance.now();
      const seconds = (performance.now() - start) / 1000;
      const rate = index / Math.max(seconds, 0.001);
      const left = (total - index) / rate;
      spinner.start(
        `${index}/${total}  ${rate.toFixed(0)}/s  about ${left.toFixed(0)} s left  ${id}`,
      );
    },
    wait: (what) => {
      spinner.start(what);
    },
    end: () => {
      spinner.stop();
    },
  };
}
