// Checks what comes from outside against the published schemas.

import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

type Name = 'known-failures' | 'report' | 'stdio' | 'golden';

/** A check against `schema/<name>.schema.json`, or one of its definitions: what is wrong, or undefined. */
export function schemaCheck(
  name: Name,
  definition?: string,
): (value: unknown) => string | undefined {
  const ajv = new Ajv2020();
  const url = new URL(`../schema/${name}.schema.json`, import.meta.url);
  const schema = JSON.parse(readFileSync(url, 'utf8')) as { $id: string };
  ajv.addSchema(schema, name);
  const key = definition === undefined ? name : `${name}#/$defs/${definition}`;
  const validate = ajv.getSchema(key);
  if (validate === undefined) throw new Error(`there is no schema ${key}`);
  return (value) => {
    if (validate(value) === true) return undefined;
    const [error] = validate.errors ?? [];
    const { instancePath = '', message = 'is not as it must be', params = {} } = error ?? {};
    const named = Object.values(params).filter((one) => typeof one === 'string');
    const path = instancePath.replaceAll('/', '.').replace(/^\./, '');
    return `${path === '' ? 'the whole' : path} ${message}${named.length > 0 ? ` (${named.join(', ')})` : ''}`;
  };
}
