// Places in a bundle as places in the sources that it was made of.

import { existsSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { StackFrame } from '../stack.ts';

/**
 * Where a call stands in its source; the call as it is where no map tells.
 *
 * @param frame   with the address of a bundle that is served
 * @param folder  where the bundles lie, their maps beside them
 */
export function sourceOf(frame: StackFrame, folder: string): StackFrame {
  if (!URL.canParse(frame.file)) return frame;
  // The address comes from a page: it leads nowhere but into the folder.
  const bundle = join(folder, new URL(frame.file).pathname);
  const map = `${bundle}.map`;
  if (!existsSync(map)) return frame;
  const payload = JSON.parse(readFileSync(map, 'utf8')) as SourceMapPayload;
  const entry = new SourceMap(payload).findEntry(frame.line - 1, (frame.column ?? 1) - 1);
  if (!('originalSource' in entry)) return frame;
  const { originalSource, originalLine, originalColumn } = entry;
  return {
    ...frame,
    file: resolve(dirname(bundle), originalSource),
    line: originalLine + 1,
    column: originalColumn + 1,
  };
}
