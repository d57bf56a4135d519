// A page under a Content-Security-Policy: what the backend computes there, or why it does not start.

import { wasm } from '../../src/index.ts';
import { checksums } from '../checksums.ts';

async function report(): Promise<unknown> {
  try {
    using backend = await wasm({ deterministic: true });
    return checksums(backend);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return { code, message };
  }
}

document.title = JSON.stringify(await report());
