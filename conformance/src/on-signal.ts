// What this process has started does not outlive it: signals that end it end that first.

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Milliseconds for all of it. */
const patience = 5000;

const ends = new Set<() => unknown>();

/** Does something before a signal ends this process; what is returned takes that back. */
export function onSignal(end: () => unknown): () => void {
  if (ends.size === 0) for (const signal of signals) process.once(signal, handle);
  ends.add(end);
  return () => {
    ends.delete(end);
    if (ends.size === 0) for (const signal of signals) process.off(signal, handle);
  };
}

function handle(signal: NodeJS.Signals): void {
  // A second signal ends this process at once.
  for (const one of signals) process.off(one, handle);
  endAll(() => process.kill(process.pid, signal));
}

/** Ends all that this process has started, and then the process itself, which something else than a signal may ask for. */
export function endAll(endProcess: () => void): void {
  const late = setTimeout(endProcess, patience);
  const work = async (): Promise<void> => {
    // A run that goes on meanwhile may start something again.
    while (ends.size > 0) {
      const all = [...ends];
      ends.clear();
      await Promise.allSettled(all.map(async (end) => end()));
    }
    clearTimeout(late);
    endProcess();
  };
  void work();
}
