import { testRows } from '@gatefold/compatibility';

// In software WebGPU's row takes minutes.
const slow = process.env['GATEFOLD_TEST_ALL'] === undefined ? [] : ['onnxruntime-webgpu'];

testRows(['onnxruntime-node', 'onnxruntime-web', ...slow]);
