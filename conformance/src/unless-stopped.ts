/** What comes of work, or undefined as soon as the signal stops it, and at once when it has; what it was is not waited for. */
export async function unlessStopped<T>(
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T | undefined> {
  if (signal === undefined) return work();
  if (signal.aborted) return undefined;
  const listening = new AbortController();
  const stopped = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { signal: listening.signal });
  });
  try {
    return await Promise.race([work(), stopped]);
  } finally {
    listening.abort();
  }
}
