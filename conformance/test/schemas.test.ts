// The published schemas are schemas: checks against them take that for granted.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '..', 'schema');

test.each(readdirSync(folder))('%s', (file) => {
  const ajv = new Ajv2020();
  const schema = JSON.parse(readFileSync(join(folder, file), 'utf8')) as object;
  expect(ajv.validateSchema(schema), ajv.errorsText()).toBe(true);
});
