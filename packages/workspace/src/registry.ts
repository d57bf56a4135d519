// A package registry on this machine, for our own packages alone: all others come from where they always come from.

import { mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runServer } from 'verdaccio';

export interface Registry extends AsyncDisposable {
  readonly url: string;
  /** The .npmrc of a folder that is to publish here or install from here. */
  readonly npmrc: string;
}

/** Starts a registry that keeps its packages in a folder, with nothing in it. */
export async function startRegistry(folder: string): Promise<Registry> {
  mkdirSync(folder, { recursive: true });
  const everybody = { access: '$all', publish: '$all' };
  const server: Server = await runServer({
    configPath: folder,
    self_path: folder,
    storage: join(folder, 'storage'),
    packages: { '@gatefold/*': everybody },
    max_body_size: '100mb',
    web: { enable: false },
    log: { type: 'file', path: join(folder, 'registry.log'), level: 'warn' },
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = `//127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url: `http:${address}`,
    // Package managers refuse to publish without some token; this registry asks for none.
    npmrc: `@gatefold:registry=http:${address}\n${address}:_authToken=nobody\n`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
