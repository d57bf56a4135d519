// Runs a composite action as a runner of GitHub Actions does, as far as ours need it: expressions by GitHub's own
// evaluator, `run` steps in bash, artifacts as folders. What is not known here is an error, never skipped.

import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { parse } from 'yaml';
import { substituted } from './expressions.ts';

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string | boolean>>;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'working-directory'?: string;
}

export interface Action {
  readonly inputs: Readonly<
    Record<string, { readonly default?: string; readonly required?: boolean }>
  >;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

export interface Outcome {
  readonly ok: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  /** Of all steps, standard output and standard error together. */
  readonly log: string;
  /** The Markdown that the job's page shows. */
  readonly summary: string;
}

/** One job on a machine of its own. Jobs of one workflow share the folder of artifacts. */
export interface Job {
  /** The checkout. */
  readonly workspace: string;
  readonly artifacts: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export function readAction(folder: string): Action {
  return parse(readFileSync(join(folder, 'action.yml'), 'utf8')) as Action;
}

/** Runs the action in a folder, with the inputs that a step of a workflow gives it. */
export async function runAction(
  folder: string,
  inputs: Readonly<Record<string, string>>,
  job: Job,
): Promise<Outcome> {
  const { inputs: known, outputs, runs } = readAction(folder);
  const strange = Object.keys(inputs).find((name) => !(name in known));
  if (strange !== undefined) throw new Error(`${folder}: there is no input ${strange}`);
  const given = Object.fromEntries(
    Object.entries(known).map(([name, { default: value = '' }]) => [name, inputs[name] ?? value]),
  );
  const temp = mkdtempSync(join(job.artifacts, '..', 'runner-'));
  const steps: Record<string, Record<string, string>> = {};
  const runner = { ...job, folder, temp };
  let ok = true;
  let log = '';
  let summary = '';
  for (const step of runs.steps) {
    const value = (text: string): string => substituted(text, { inputs: given, steps, temp, ok });
    if (value(`\${{ ${conditionOf(step)} }}`) !== 'true') continue;
    const told =
      step.run === undefined ? useStep(step, runner, value) : await runStep(step, runner, value);
    if (step.id !== undefined) steps[step.id] = told.outputs;
    ok &&= told.ok;
    log += told.log;
    summary += told.summary;
  }
  const context = { inputs: given, steps, temp, ok };
  const told = Object.entries(outputs).map(([name, output]) => [
    name,
    substituted(output.value, context),
  ]);
  return { ok, outputs: Object.fromEntries(told), log, summary };
}

/** A condition without a function of status is asked of successful steps alone. */
function conditionOf(step: Step): string {
  const bare = (step.if ?? 'success()').replace(/^\$\{\{(.*)\}\}$/, '$1');
  return /\b(success|failure|always|cancelled)\(\)/.test(bare) ? bare : `success() && (${bare})`;
}

type Runner = Job & { readonly folder: string; readonly temp: string };

/** As the runner starts bash: no profiles, and the first command that fails ends it. */
function runStep(step: Step, runner: Runner, value: (text: string) => string): Promise<Outcome> {
  if (step.shell !== 'bash') throw new Error(`a step must name its shell, bash, got ${step.shell}`);
  const file = (name: string, text = ''): string => {
    const path = join(runner.temp, name);
    writeFileSync(path, text);
    return path;
  };
  const [output, summary] = [file('output'), file('summary.md')];
  const script = file('step.sh', value(step.run as string));
  const own = Object.fromEntries(Object.entries(step.env ?? {}).map(([k, v]) => [k, value(v)]));
  const env = {
    ...process.env,
    // pnpm's own, by which this test would find what the step does not have.
    NODE_PATH: undefined,
    ...runner.environment,
    ...own,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION_PATH: runner.folder,
    GITHUB_WORKSPACE: runner.workspace,
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    RUNNER_TEMP: runner.temp,
    NO_COLOR: '1',
  };
  const cwd = join(runner.workspace, value(step['working-directory'] ?? '.'));
  const bash = ['--noprofile', '--norc', '-e', '-o', 'pipefail', script];
  return new Promise((resolve) => {
    execFile('bash', bash, { cwd, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const lines = readFileSync(output, 'utf8').split('\n').filter(Boolean);
      resolve({
        ok: error === null,
        outputs: Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2))),
        log: stdout + stderr,
        summary: readFileSync(summary, 'utf8'),
      });
    });
  });
}

/** The two actions that ours use, on a folder of artifacts: a name there holds what was at its path. */
function useStep(step: Step, runner: Runner, value: (text: string) => string): Outcome {
  const given = Object.fromEntries(
    Object.entries(step.with ?? {}).map(([name, text]) => [name, value(String(text))]),
  );
  const { name = '', pattern = '', path = '' } = given;
  const action = step.uses?.replace(/@.*/, '');
  const done = { ok: true, outputs: {}, log: '', summary: '' };
  if (action === 'actions/upload-artifact') {
    if (/["*:<>?\\/|\r\n]/.test(name)) throw new Error(`no name of an artifact: ${name}`);
    const target = join(runner.artifacts, name);
    if (!existsSync(path)) return { ...done, ok: given['if-no-files-found'] !== 'error' };
    if (existsSync(target) && given['overwrite'] !== 'true') return { ...done, ok: false };
    rmSync(target, { recursive: true, force: true });
    cpSync(path, target, { recursive: true });
    return done;
  }
  if (action === 'actions/download-artifact') {
    if (given['merge-multiple'] !== 'true') throw new Error('every artifact would have its folder');
    for (const one of readdirSync(runner.artifacts).filter((each) => matchesGlob(each, pattern))) {
      mkdirSync(path, { recursive: true });
      cpSync(join(runner.artifacts, one), path, { recursive: true });
    }
    return done;
  }
  throw new Error(`${step.uses} is not known here`);
}
