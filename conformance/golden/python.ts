// Python: a virtual environment with exact versions, and one process for each writer.

import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answers, type Request, type WriterName, writers } from './request.ts';

const here = import.meta.dirname;

/**
 * What makes a run repeat itself to the last bit: one thread, so that sums have one order; no oneDNN, which picks its
 * instructions, and with them the roundings, by processor; no GPU.
 */
const reproducible = {
  TF_ENABLE_ONEDNN_OPTS: '0',
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  ONEDNN_MAX_CPU_ISA: 'AVX2',
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  MKL_CBWR: 'COMPATIBLE',
  XLA_FLAGS: '--xla_cpu_multi_thread_eigen=false',
  CUDA_VISIBLE_DEVICES: '',
  TF_CPP_MIN_LOG_LEVEL: '3',
};

/** Makes golden/.venv, once for each state of requirements.txt, and returns its Python. */
export function preparePython(): string {
  const directory = join(here, '.venv');
  const python = join(
    directory,
    process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python',
  );
  const requirements = join(here, 'requirements.txt');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const mark = join(directory, 'installed');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return python;
  console.log('Installing Keras into conformance/golden/.venv (about 1.5 GB, once) …');
  const interpreter = findPython();
  rmSync(directory, { recursive: true, force: true });
  execFileSync(interpreter, ['-m', 'venv', directory], { stdio: 'inherit' });
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '-r', requirements], {
    stdio: 'inherit',
  });
  writeFileSync(mark, wanted);
  return python;
}

function findPython(): string {
  for (const name of ['python3.11', 'python3', 'python']) {
    try {
      const version = execFileSync(name, ['--version'], { encoding: 'utf8' });
      if (version.startsWith('Python 3.11.')) return name;
    } catch {
      // Not here under this name.
    }
  }
  throw new Error('goldens need Python 3.11 on the path; the tests and the suite do not');
}

/** Runs every request through one writer. */
export async function askKeras(
  python: string,
  writer: WriterName,
  requests: readonly Request[],
): Promise<Answers> {
  const directory = mkdtempSync(join(tmpdir(), 'gatefold-golden-'));
  try {
    const [asked, answered] = [join(directory, 'requests.json'), join(directory, 'answers.json')];
    writeFileSync(asked, JSON.stringify(requests));
    await runPython(python, ['-m', 'keras_runner', writer, asked, answered], writers[writer]);
    return JSON.parse(readFileSync(answered, 'utf8')) as Answers;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What it warns about is shown only when it fails. */
async function runPython(
  python: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const child = spawn(python, args, {
    cwd: here,
    env: { ...process.env, ...reproducible, ...environment, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${args[2] as string} ended with ${code}:\n${said.slice(-4000)}`);
}
