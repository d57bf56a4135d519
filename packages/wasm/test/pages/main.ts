// A page under a policy, or isolated from other origins: what the backend computes there, or why it does not start. From
// what is built, since workers run that.

import { lstm, wasm } from '../../dist/index.js';
import { checksums } from '../checksums.ts';
import { random } from '../random.ts';

async function report(): Promise<unknown> {
  try {
    if (location.search === '?threads') return await compareThreads();
    using backend = await wasm({ deterministic: true });
    return checksums(backend);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return { code, message };
  }
}

/** Whether two threads give the bits of one. Both ways are tried in turn at first, so a few runs are shared. */
async function compareThreads(): Promise<unknown> {
  using one = await wasm();
  using two = await wasm({ threads: 2 });
  const config = lstm({ units: 96, returnSequences: true });
  const weights = {
    kernel: random(32, 384),
    recurrentKernel: random(96, 384),
    bias: random(384),
  };
  const x = random(1, 50, 32);
  const [ofOne, ofTwo] = [one.layer(config, weights), two.layer(config, weights)];
  const want = String(ofOne.run(x).output.dataSync());
  let same = 0;
  for (let run = 0; run < 10; run++) {
    if (String(ofTwo.run(x).output.dataSync()) === want) same++;
  }
  return { threads: two.environment?.['threads'], same };
}

document.title = JSON.stringify(await report());
