// tf.layers on tfjs-backend-cpu.

import type { Backend } from '@gatefold/contract';
import { version_cpu } from '@tensorflow/tfjs-backend-cpu';
import { tfjsBackend } from './tfjs-engine.ts';

export default function tfjsCpu(): Promise<Backend> {
  return tfjsBackend('cpu', () => ({ 'tfjs-backend-cpu': version_cpu }));
}
