// tf.layers on tfjs-backend-cpu.

import type { EngineBackend } from '@gatefold/contract/engine';
import { version_cpu } from '@tensorflow/tfjs-backend-cpu';
import { tfjsBackend } from './tfjs-engine.ts';

export default function tfjsCpu(): Promise<EngineBackend> {
  return tfjsBackend('cpu', () => ({ 'tfjs-backend-cpu': version_cpu }));
}
