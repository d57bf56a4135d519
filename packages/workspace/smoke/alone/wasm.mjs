// A program that installed @gatefold/wasm and nothing else: in Node, Deno, Bun or a page.

import * as gatefold from '@gatefold/wasm';
import { articleLine } from './article.mjs';

console.log(await articleLine(await gatefold.wasm(), gatefold));
