// What an editor offers to somebody who writes an app: the names that an app says, and none for authors of backends.

import { expect, test } from 'vitest';
import ts from 'typescript';

const folder = new URL('..', import.meta.url).pathname;
const file = `${folder}app.ts`;
const before = 'import { ';

test('completion after import { offers what an app says', async () => {
  const offered = completionsAt(`${before} } from '@gatefold/cpu';`, before.length);
  expect(offered).toEqual(expect.arrayContaining(['cpu', 'lstm', 'tensor', 'weightsInOrder']));
  const ofAuthors = ['backendFromEngine', 'clauses', 'defineBackend', 'Kernels', 'leavesIn'];
  expect(offered.filter((name) => ofAuthors.includes(name))).toEqual([]);
  await expect(`${offered.join('\n')}\n`).toMatchFileSnapshot('./completion.txt');
});

/** What the language service offers at a place, types and values alike; the package is found as it was built. */
function completionsAt(text: string, position: number): string[] {
  const service = ts.createLanguageService({
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => {
      const found = name === file ? text : ts.sys.readFile(name);
      return found === undefined ? undefined : ts.ScriptSnapshot.fromString(found);
    },
    getCompilationSettings: () => ({
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      target: ts.ScriptTarget.ESNext,
    }),
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: (name) => (name === file ? text : ts.sys.readFile(name)),
  });
  const { entries } = service.getCompletionsAtPosition(file, position, {}) ?? { entries: [] };
  // `type` is a keyword here, of `import { type … }`.
  return entries.flatMap(({ name }) => (name === 'type' ? [] : [name])).toSorted();
}
