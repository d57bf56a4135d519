// Files that no program writes name the addresses of the settings too.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../setup.mjs';
import { settings } from '../src/settings.ts';

const advisories = `${settings.repository}/security/advisories/new`;
const ownerAndName = new URL(settings.repository).pathname.slice(1);

test.each([
  ['SECURITY.md', advisories],
  ['CODE_OF_CONDUCT.md', advisories],
  ['.github/ISSUE_TEMPLATE/config.yml', advisories],
  ['.github/workflows/release.yml', `github.repository == '${ownerAndName}'`],
  ['.github/workflows/release.yml', `branches: [${settings.branch}]`],
  ['.github/workflows/ci.yml', `branches: [${settings.branch}]`],
  ['.changeset/config.json', `"baseBranch": "${settings.branch}"`],
])('%s says %s', (file, words) => {
  expect(readFileSync(join(root, file), 'utf8')).toContain(words);
});
