// Several processes of one backend, which share the cases of a run.

import { HarnessError } from '../harness-error.ts';
import { type Host, isSame } from './host.ts';

/**
 * Starts as many hosts, all at once.
 *
 * @throws {HarnessError} when one of them has another backend than the first; none is left running then
 */
export async function severalHosts(
  count: number,
  start: () => Promise<Host>,
): Promise<[Host, ...Host[]]> {
  const starts = await Promise.allSettled(Array.from({ length: count }, start));
  const hosts = starts.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  try {
    const failed = starts.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    const [first, ...others] = hosts as [Host, ...Host[]];
    if (!others.every(({ backend }) => isSame(backend, first.backend))) {
      throw new HarnessError(
        `${first.backend.name} presents itself otherwise in another process: name, version and supports must be the same`,
      );
    }
    return [first, ...others];
  } catch (error) {
    await closeAll(hosts);
    throw error;
  }
}

export async function closeAll(hosts: readonly Host[]): Promise<void> {
  await Promise.all(hosts.map((host) => host.close()));
}
