// The goldens on webgl, for ../keras-goldens-webgl.test.ts.

import { webgl } from '@gatefold/webgl';
import { type Golden, runGolden } from '../run-golden.ts';

declare global {
  var runOnWebgl: (base64: string, golden: Golden) => Promise<readonly string[]>;
}

const backend = webgl();

globalThis.runOnWebgl = async (base64, golden) =>
  runGolden(
    Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)),
    golden,
    backend,
  );
