import { cpus, loadavg } from 'node:os';

/** What a time depends on and a reader cannot guess. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly v8: string;
  /** Processes that wanted a core over the last minute, this one included. */
  readonly load: number;
}

export function describeMachine(): Machine {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    node: process.version,
    v8: process.versions.v8,
    load: loadavg()[0] as number,
  };
}
