import { testRows } from '@gatefold/compatibility';

testRows(['onnxruntime-node', 'onnxruntime-web']);
