// Cases on a backend in any language, behind stdio: layers and numbers are its own; arguments, refusals and memory are
// kept on this side, by backendFromEngine.

import { type Backend, UnsupportedError } from '@gatefold/contract';
import {
  backendFromEngine,
  type Engine,
  type EngineLayer,
  type EngineResult,
  type EngineSupports,
} from '@gatefold/contract/engine';
import { HarnessError } from '../harness-error.ts';
import type { Host } from '../hosts/host.ts';
import { localHost } from '../hosts/local-host.ts';
import { Outage } from '../outage.ts';
import { passing } from '../report/report.ts';
import { type Method, protocol, Refusal, StdioClient } from './stdio-client.ts';
import { decode, encode, type Floats } from './wire.ts';

interface Hello {
  readonly name: string;
  readonly version?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly floats: Floats;
  readonly supports: EngineSupports;
}

interface Connection {
  readonly client: StdioClient;
  readonly hello: Hello;
  readonly backend: Backend;
}

/**
 * Starts a command that speaks the protocol.
 *
 * @param timeout  milliseconds that one call may take, the hello with all that is imported before it among them
 * @throws {HarnessError} when it does not say hello as the protocol asks
 */
export async function execHost(command: string, timeout: number): Promise<Host> {
  const first = await connect(command, timeout);
  let current = first;
  const { backend, environment } = localHost(first.backend, 'exec', command);

  const reconnect = async (): Promise<void> => {
    if (current.client.outage === undefined) return;
    await current.client.close();
    current = await connect(command, timeout);
    const same = ({ hello: { name, version, supports } }: Connection): string =>
      JSON.stringify([name, version, supports]);
    if (same(current) !== same(first)) {
      throw new HarnessError(
        `--exec: after it was started again it says another name, version or supports than before`,
      );
    }
  };

  return {
    backend,
    environment,
    runCase: async (id, settings) => {
      await reconnect();
      const { client, backend: connected } = current;
      client.takePrinted();
      const result = await localHost(connected).runCase(id, settings);
      const printed = client.takePrinted();
      return passing.includes(result.status) || printed === '' ? result : { ...result, printed };
    },
    diagnose: async (run) => {
      await reconnect();
      return localHost(current.backend).diagnose(run);
    },
    close: () => current.client.close(),
  };
}

async function connect(command: string, timeout: number): Promise<Connection> {
  const client = new StdioClient(command);
  let hello: Hello;
  try {
    hello = (await client.ask('hello', { protocol }, timeout)) as Hello;
  } catch (error) {
    await client.close();
    const { message } = error as Error;
    const printed = error instanceof Outage && error.printed !== '' ? `\n${error.printed}` : '';
    throw new HarnessError(`--exec '${command}': no hello: ${message}${printed}`, { cause: error });
  }
  try {
    const backend = backendFromEngine(engineOf(client, hello, timeout));
    return { client, hello, backend };
  } catch (error) {
    await client.close();
    throw new HarnessError(`--exec '${command}': ${(error as Error).message}`, { cause: error });
  }
}

function engineOf(client: StdioClient, hello: Hello, timeout: number): Engine {
  const { name, version, environment, floats, supports } = hello;
  const ask = async (method: Method, parameters: object): Promise<unknown> => {
    try {
      return await client.ask(method, parameters, timeout);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'RNN_UNSUPPORTED') throw error;
      throw new UnsupportedError({ where: `${name}.${method}`, expected: error.message });
    }
  };
  let layers = 0;
  return {
    name,
    ...(version === undefined ? {} : { version }),
    ...(environment === undefined ? {} : { environment }),
    supports,
    layer: async (config, weights) => {
      const layer = ++layers;
      await ask('layer', { layer, config, weights: encode(weights, floats) });
      const made: EngineLayer = {
        run: async ({ x, mask, initialState }) => {
          const call = {
            layer,
            x: encode(x, floats),
            mask: mask === null ? null : { shape: mask.shape, data: [...mask.data] },
            initialState: encode(initialState, floats),
          };
          return decode(await ask('run', call)) as EngineResult;
        },
        resetState: async (state) => {
          await ask('resetState', { layer, state: encode(state, floats) });
        },
        dispose: async () => {
          await ask('dispose', { layer });
        },
      };
      return made;
    },
  };
}
