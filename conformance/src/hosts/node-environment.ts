import { arch, cpus, release, type } from 'node:os';

/** The machine and the Node on which a host runs. */
export function nodeEnvironment(): Record<string, string> {
  return {
    node: process.version.slice(1),
    system: `${type()} ${release()} ${arch()}`,
    processor: cpus()[0]?.model.trim() || 'unknown',
  };
}
