import { testRows } from '@gatefold/compatibility';

testRows(['tfjs-cpu', 'tfjs-wasm', 'tfjs-webgl']);
