// A group of the wasm backend, in processes of its own.

import { HarnessError } from '@gatefold/conformance';
import type { Arena } from '../backends.ts';
import type { Answer } from './child.ts';
import { wasmGroups, type WasmGroup, type WasmGroupName } from './groups.ts';
import { busyNeighbour, machineHost, ownHost } from './processes.ts';

/** @throws {HarnessError} when the group's Node is not there */
export async function openWasm(name: WasmGroupName): Promise<Arena> {
  const { busy = false, machineNode = false }: WasmGroup = wasmGroups[name];
  const host = machineNode ? await machineHost() : ownHost();
  const answerOf = async (letter: Parameters<typeof host.ask>[0]): Promise<Answer> => {
    const answer = await host.ask(letter);
    if (answer.kind === 'failed') throw new HarnessError(`${name}: ${answer.message}`);
    return answer;
  };
  const { machine, roof } = (await answerOf({ kind: 'roof' })) as Answer & { kind: 'roof' };
  return {
    graphics: null,
    host: { machine, roof },
    async compare(workload, { rounds, seconds, seed }) {
      const options = { rounds, seconds, seed };
      using neighbours = new DisposableStack();
      if (busy) neighbours.use(busyNeighbour());
      const answer = await answerOf({ kind: 'compare', group: name, workload, options });
      return [...(answer as Answer & { kind: 'rows' }).rows];
    },
    [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
  };
}
