// Checks what comes from outside against the published schemas.

import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';

type Name = 'known-failures' | 'report' | 'stdio' | 'golden' | 'reply';

type Check = (value: unknown) => string | undefined;

/**
 * A check against `schema/<name>.schema.json`, or one of its definitions: what is wrong, or undefined. It is compiled when
 * it is first asked, which takes longer than many a command.
 */
export function schemaCheck(name: Name, definition?: string): Check {
  const key = definition === undefined ? name : `${name}#/$defs/${definition}`;
  let validate: ValidateFunction | undefined;
  return (value) => {
    validate ??= schemas(name).getSchema(key);
    if (validate === undefined) throw new Error(`there is no schema ${key}`);
    return validate(value) ? undefined : complaintOf(validate.errors ?? []);
  };
}

const known = new Map<Name, Ajv2020>();

/** A schema with those that it refers to. */
function schemas(name: Name): Ajv2020 {
  let ajv = known.get(name);
  if (ajv === undefined) {
    // That they are schemas is tested, and need not be found out again by every command.
    ajv = new Ajv2020({ verbose: true, validateSchema: false });
    ajv.addSchema(schemaOf(name), name);
    // Replies hold parts of a report.
    if (name === 'reply') ajv.addSchema(schemaOf('report'));
    known.set(name, ajv);
  }
  return ajv;
}

function schemaOf(name: Name): { $id: string } {
  const url = new URL(`../schema/${name}.schema.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as { $id: string };
}

/** The first thing that is wrong: `supports.cells.0 must be one of "simpleRNN", "lstm", "gru"; got "GRU"`. */
function complaintOf(errors: readonly ErrorObject[]): string {
  const [error] = errors as [ErrorObject];
  const { instancePath, keyword, data, message = 'is not as it must be', params } = error;
  const path = instancePath.replaceAll('/', '.').replace(/^\./, '');
  const where = path === '' ? 'the whole' : path;
  // A list of constants with a description each is an enumeration, too; each is an error of its own.
  const here = errors.filter((other) => other.instancePath === instancePath);
  const allowed = here.flatMap(({ params: { allowedValues, allowedValue } }) =>
    allowedValue === undefined ? ((allowedValues as unknown[] | undefined) ?? []) : [allowedValue],
  );
  if (keyword === 'enum' || keyword === 'const') {
    const values = allowed.map((value) => JSON.stringify(value)).join(', ');
    return `${where} must be ${allowed.length > 1 ? 'one of ' : ''}${values}; got ${short(data)}`;
  }
  if (keyword === 'type') return `${where} ${message}; got ${short(data)}`;
  const named = Object.values(params).filter((one) => typeof one === 'string');
  return `${where} ${message}${named.length > 0 ? ` (${named.join(', ')})` : ''}`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
