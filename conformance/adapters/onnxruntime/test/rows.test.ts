import { testRows } from '@gatefold/compatibility';

// Its builds for Node and for the web take turns by days; on WebGPU its row takes minutes in software.
const turn = Number(process.env['GATEFOLD_SEED'] ?? 0) % 2;
const daily = ['onnxruntime-node', 'onnxruntime-web'].slice(turn, turn + 1);
const all = ['onnxruntime-node', 'onnxruntime-web', 'onnxruntime-webgpu'];

testRows(process.env['GATEFOLD_TEST_ALL'] === undefined ? daily : all);
