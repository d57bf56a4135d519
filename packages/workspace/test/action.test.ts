// Our GitHub Actions: as their schema says, and step by step as a runner would run them on a backend of somebody else's.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { root } from '../setup.mjs';
import { type Job, type Outcome, readAction, runAction } from './composite.ts';

vi.setConfig({ testTimeout: 60_000 });

const action = dirname(fileURLToPath(import.meta.resolve('@gatefold/conformance/package.json')));
const merging = join(action, 'merge');

let folder: string;
let workspace: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatefold-action-'));
  workspace = join(folder, 'checkout');
  const modules = join(workspace, 'node_modules', '@gatefold');
  mkdirSync(modules, { recursive: true });
  symlinkSync(action, join(modules, 'conformance'), 'dir');
  symlinkSync(join(root, 'packages', 'contract'), join(modules, 'contract'), 'dir');
  const backend = readFileSync(join(action, 'template', 'my-backend.mjs'), 'utf8');
  writeFileSync(join(workspace, 'my-backend.mjs'), backend);
  writeFileSync(
    join(workspace, 'wrong.mjs'),
    backend.replace('[gate(0, σ), gate(1, σ),', '[gate(1, σ), gate(0, σ),'),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A workflow's run: its jobs share artifacts. */
function newRun(): Job {
  const artifacts = join(mkdtempSync(join(folder, 'run-')), 'artifacts');
  mkdirSync(artifacts);
  return { workspace, artifacts };
}

const run = (inputs: Record<string, string>, job: Job = newRun()): Promise<Outcome> =>
  runAction(action, inputs, job);
const merge = (job: Job, inputs: Record<string, string> = {}): Promise<Outcome> =>
  runAction(merging, inputs, job);

const level = { backend: './my-backend.mjs', options: '--level stateful --runs 2' };
const all = ['badge.json', 'html', 'json', 'md', 'xml'].map((end) => `conformance.${end}`);

describe.each([action, merging])('%s', (at) => {
  test('is as the schema of actions says', () => {
    const file = join(root, 'packages', 'workspace', 'schema', 'github-action.json');
    const check = new Ajv({ strict: false }).compile(
      JSON.parse(readFileSync(file, 'utf8')) as object,
    );
    check(readAction(at));
    expect(check.errors).toBeNull();
  });

  test('names inputs and steps that are there', () => {
    const text = readFileSync(join(at, 'action.yml'), 'utf8');
    const { inputs, runs } = readAction(at);
    const named = (kind: string): string[] =>
      Array.from(text.matchAll(new RegExp(`${kind}\\.([\\w-]+)`, 'g')), ([, name = '']) => name);
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(named('inputs')));
    expect(named('inputs')).toEqual(expect.arrayContaining(Object.keys(inputs)));
    expect(runs.steps.map(({ id }) => id)).toEqual(expect.arrayContaining(named('steps')));
  });

  test('takes no input into a script, where it would be run', () => {
    for (const { run: script = '' } of readAction(at).runs.steps)
      expect(script).not.toContain('${{');
  });
});

describe('the whole suite in one job', () => {
  test('leaves reports, levels, a summary and an artifact', async () => {
    const job = newRun();
    const { ok, outputs, summary, log } = await run(level, job);
    expect(log).toContain('levels granted: ✓ stateful');
    expect(ok).toBe(true);
    expect(outputs['levels']).toBe('stateful');
    expect(readdirSync(String(outputs['reports'])).toSorted()).toEqual(all);
    expect(summary).toMatch(/^## ✅ my-backend: \d+ of \d+ cases pass/);
    expect(readdirSync(join(job.artifacts, 'conformance')).toSorted()).toEqual(all);
  });

  test('fails where the backend does, annotates its file, and leaves the reports all the same', async () => {
    const job = newRun();
    const { ok, outputs, log } = await run(
      { ...level, backend: './wrong.mjs', name: 'wrong' },
      job,
    );
    expect(ok).toBe(false);
    expect(log).toMatch(/^::error file=wrong\.mjs,title=[^:]+::.*looks like/m);
    expect(outputs['levels']).toBe('');
    expect(readdirSync(join(job.artifacts, 'wrong')).toSorted()).toEqual(all);
  });

  test('that could not run fails, says why, and leaves nothing', async () => {
    const job = newRun();
    const { ok, log, outputs } = await run({ ...level, backend: './none.mjs' }, job);
    expect(ok).toBe(false);
    expect(log).toContain('::error title=gatefold-conformance::./none.mjs is neither a file');
    expect(outputs).toEqual({ levels: '', reports: '' });
    expect(readdirSync(job.artifacts)).toEqual([]);
  });

  test('takes a program, and options and names as they stand', async () => {
    const exec = `node ${join(action, 'test', 'fixtures', 'stdio-backend.mjs')}`;
    // A shell would make a name of the pattern.
    mkdirSync(join(workspace, 'mask', 'none'), { recursive: true });
    const options = '--only mask/* article/lstm/*\n--runs 2 --seed 7';
    const { log, ok } = await run({ exec, options });
    expect(log).toMatch(/^\S+.*: \d+ cases$/m);
    expect(ok).toBe(true);
    const hostile = await run({ backend: './$(touch hacked).mjs', options: '`touch hacked`' });
    expect(hostile.ok).toBe(false);
    expect(existsSync(join(workspace, 'hacked'))).toBe(false);
  });
});

describe('shards over a matrix', () => {
  const shard = (index: number, job: Job, inputs: Partial<typeof level> = {}): Promise<Outcome> =>
    run({ ...level, ...inputs, shard: `${index}/2`, name: 'mine' }, job);

  test('become one report, with the levels that no shard could grant', async () => {
    const job = newRun();
    const [one, two] = await Promise.all([shard(1, job), shard(2, job)]);
    expect([one.ok, two.ok, one.outputs['levels'], one.summary]).toEqual([true, true, '', '']);
    expect(readdirSync(join(job.artifacts, 'mine-shard-2-of-2'))).toEqual(['2-of-2.json']);
    // The job that merges has no checkout of its own: the working directory has nothing but the suite.
    const merged = await merge(job, { name: 'mine' });
    expect(merged.outputs['levels']).toBe('stateful');
    expect(merged.summary).toMatch(/^## ✅ my-backend: \d+ of \d+ cases pass/);
    expect(readdirSync(join(job.artifacts, 'mine')).toSorted()).toEqual(all);
    // A shard that is run again takes the place of the first.
    expect((await shard(1, job)).ok).toBe(true);
    expect((await merge(job, { name: 'mine' })).ok).toBe(true);
  });

  test('are refused when one is missing, or all are', async () => {
    const job = newRun();
    const none = await merge(job, { name: 'mine' });
    expect(none.log).toMatch(/::error title=\S+::.*must hold the JSON reports of all shards/);
    await shard(1, job);
    const one = await merge(job, { name: 'mine' });
    expect(one.log).toMatch(/::error title=\S+::.*must be all 2 shards, got none with 2/);
    expect([none.ok, one.ok, one.outputs['levels']]).toEqual([false, false, '']);
    expect(readdirSync(job.artifacts)).toEqual(['mine-shard-1-of-2']);
  });

  test('that fail are merged into a report that fails', async () => {
    const job = newRun();
    const backend = './wrong.mjs';
    const parts = await Promise.all([shard(1, job, { backend }), shard(2, job, { backend })]);
    expect(parts.map(({ ok }) => ok)).toEqual([false, false]);
    const { ok, summary, log } = await merge(job, { name: 'mine' });
    expect(summary).toMatch(/^## ❌ my-backend: \d+ of \d+ cases fail/);
    expect(summary).toContain('**Not granted:** stateful');
    expect(log).not.toContain('::error');
    expect(ok).toBe(false);
  });
});

describe('a suite that is not installed', () => {
  /** An npm that notes what it is asked for, and installs the suite of this workspace. */
  function withNpm(job: Job): Job & { readonly asked: string } {
    const own = mkdtempSync(join(folder, 'npm-'));
    const asked = join(own, 'asked');
    const modules = '"$5/node_modules/@gatefold"';
    const script = [
      '#!/bin/sh',
      `echo "$@" > ${asked}`,
      `mkdir -p ${modules}`,
      `ln -s ${action} ${modules}/`,
    ];
    writeFileSync(join(own, 'npm'), script.join('\n'));
    chmodSync(join(own, 'npm'), 0o755);
    const empty = join(own, 'checkout');
    mkdirSync(empty);
    const path = [own, process.env['PATH']].join(delimiter);
    return { ...job, workspace: empty, environment: { PATH: path }, asked };
  }

  test('is fetched in the version of the action, or in that of the shards', async () => {
    const job = withNpm(newRun());
    const { ok, log } = await run(
      { backend: 'mutant:gates/lstm/iofg', options: '--only article/gru/both --runs 2' },
      job,
    );
    const { version } = JSON.parse(readFileSync(join(action, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(readFileSync(job.asked, 'utf8')).toMatch(
      new RegExp(`^install .*--prefix \\S+ @gatefold/conformance@${version}\n$`),
    );
    expect(log).toContain('1 case');
    expect(ok).toBe(true);
    const shards = join(job.artifacts, 'conformance-shard-1-of-2');
    mkdirSync(shards);
    writeFileSync(join(shards, '1-of-2.json'), '{"suite": {"version": "0.4.2"}}');
    await merge(job);
    expect(readFileSync(job.asked, 'utf8')).toContain('@gatefold/conformance@0.4.2');
  });
});
