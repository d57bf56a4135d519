// The same on a thread of Node's: the one that asks computes nothing.

import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import * as gatefold from '@gatefold/wasm';
import { articleLine } from './article.mjs';

if (isMainThread) {
  new Worker(new URL(import.meta.url)).on('message', (line) => console.log(line));
} else {
  parentPort?.postMessage(await articleLine(await gatefold.wasm(), gatefold));
}
