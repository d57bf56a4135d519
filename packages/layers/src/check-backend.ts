import { type Backend, ConfigError } from '@gatefold/contract';
import { describe } from '@gatefold/contract/author';

/** @throws {ConfigError} for what is neither a backend nor a promise, before any work is done */
export function checkBackend(where: string, backend: unknown): Backend | Promise<Backend> {
  const { layer, then } = (backend ?? {}) as { layer?: unknown; then?: unknown };
  if (typeof layer === 'function' || typeof then === 'function') {
    return backend as Backend | Promise<Backend>;
  }
  throw new ConfigError({
    where: `${where}: backend`,
    expected: 'must be a backend, or a promise of one',
    actual: describe(backend),
    remedy: "give what a backend's package makes, as in { backend: wasm() }",
  });
}
