// For runtimes that have whole layers of their own: an engine in, a backend out.

export { backendFromEngine } from './engines/backend-from-engine.ts';
export type {
  Awaitable,
  Engine,
  EngineCall,
  EngineLayer,
  EngineResult,
  EngineState,
  EngineSupports,
} from './engines/engine.ts';
