// A program that installed @gatefold/importers and @gatefold/wasm.

import { line } from './imported.mjs';

console.log(line);
