import { testRows } from '@gatefold/compatibility';
import { isWhole, ofTheDay } from '../../../../packages/workspace/src/of-the-day.ts';

// Its builds for Node and for the web take turns by days; on WebGPU its row takes minutes in software.
const daily = ofTheDay(['onnxruntime-node', 'onnxruntime-web'], 2);

testRows(isWhole ? [...daily, 'onnxruntime-webgpu'] : daily);
