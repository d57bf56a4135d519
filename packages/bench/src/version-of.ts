import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

/** The version of an installed package. */
export function versionOf(name: string): string {
  const file = findPackageJSON(name, import.meta.url);
  if (file === undefined) throw new Error(`${name}: must be installed`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
