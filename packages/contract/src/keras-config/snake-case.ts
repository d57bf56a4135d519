// tf.layers has Keras's names in camelCase while it runs, and in snake_case in a file.

import { ConfigError } from '../errors.ts';
import { shorten } from './describe-object.ts';
import { fieldsOf } from './plain-json.ts';

/** `recurrentActivation` as `recurrent_activation`, by the rules of tfjs-layers' own toSnakeCase. */
export function toSnakeCase(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/**
 * The same JSON with every key in snake_case; values stay as they are.
 *
 * @throws {ConfigError} for a key that is there in both spellings
 */
export function snakeCased(where: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => snakeCased(where, item));
  if (typeof value !== 'object' || value === null) return value;
  const renamed = new Map<string, unknown>();
  for (const [key, inner] of Object.entries(fieldsOf(value))) {
    const snake = toSnakeCase(key);
    if (renamed.has(snake)) {
      throw new ConfigError({
        where: `${where}: ${shorten(snake)}`,
        expected: 'must be there once',
        actual: 'both spellings, in camelCase and in snake_case',
        remedy: 'take one out',
      });
    }
    renamed.set(snake, snakeCased(where, inner));
  }
  return Object.fromEntries(renamed);
}
