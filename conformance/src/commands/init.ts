// gatefold-conformance init

import { constants, copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HarnessError } from '../harness-error.ts';

const template = fileURLToPath(new URL('../../template/', import.meta.url));
const files = ['my-backend.mjs', 'my-backend.test.mjs'] as const;

/** Writes a whole small backend and its test. */
export function init(folder = '.'): void {
  const taken = files.filter((file) => existsSync(join(folder, file)));
  if (taken.length > 0) {
    throw new HarnessError(
      `init: ${taken.map((file) => join(folder, file)).join(', ')} must not be there yet; move it, or name another folder`,
    );
  }
  mkdirSync(folder, { recursive: true });
  for (const file of files) {
    copyFileSync(join(template, file), join(folder, file), constants.COPYFILE_EXCL);
    console.log(`wrote ${join(folder, file)}`);
  }
  const at = relative('.', join(folder, 'my-backend.mjs'));
  console.log(
    [
      '',
      'A backend for three cells, right and slow; make it yours. Next:',
      `  npx gatefold-conformance run ./${at}`,
      `  node --test ${folder === '.' ? '' : folder}`.trimEnd(),
    ].join('\n'),
  );
}
