import { conformance } from '@gatefold/conformance/vitest';
import { wasm } from '../src/index.ts';

conformance(wasm);
