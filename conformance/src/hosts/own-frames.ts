// Of the calls that led to an error, those that are the backend's own.

import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StackFrame } from '../stack.ts';

const folderOf = (url: string): string => fileURLToPath(new URL('.', url));
const suite = folderOf(new URL('..', import.meta.url).href);
const contract = folderOf(import.meta.resolve('@gatefold/contract'));

/**
 * Ends a stack where the suite called, leaves out what is the contract's or Node's, and names files as seen from the
 * working directory.
 */
export function ownFrames(stack: readonly StackFrame[]): StackFrame[] {
  const frames = stack.map((frame) => ({ ...frame, file: pathOf(frame.file) }));
  const end = frames.findIndex(({ file }) => file.startsWith(suite));
  return frames
    .slice(0, end === -1 ? frames.length : end)
    .filter(({ file }) => !file.startsWith(contract) && !file.startsWith('node:'))
    .map((frame) => ({ ...frame, file: fromHere(frame.file) }));
}

/** With the frames of its stack that are the backend's own, or without a stack where none is. */
export function withOwnFrames<T extends { readonly stack?: readonly StackFrame[] }>(told: T): T {
  const { stack, ...rest } = told;
  const own = ownFrames(stack ?? []);
  return (own.length === 0 ? rest : { ...rest, stack: own }) as T;
}

function pathOf(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : file;
}

/** A path as seen from the working directory, where it lies there. */
export function fromHere(path: string): string {
  const here = relative('.', path);
  return path.startsWith(sep) && !here.startsWith('..') ? here : path;
}
