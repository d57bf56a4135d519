// Each name of the contract has one door. What stands behind each is in ../api, which packages/workspace checks.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import ts from 'typescript';

const doors = ['index', 'author', 'engine', 'clauses'] as const;

test('no name stands behind two doors', () => {
  const all = doors.flatMap(namesBehind);
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter((name, index) => all.indexOf(name) !== index)).toStrictEqual([]);
});

/** The names that a door lists, types among them, sorted. */
function namesBehind(door: string): readonly string[] {
  const path = new URL(`../src/${door}.ts`, import.meta.url);
  const source = ts.createSourceFile(door, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  const names = source.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) {
      const list = statement.exportClause;
      if (list === undefined || !ts.isNamedExports(list)) throw new Error(`${door}: export *`);
      return list.elements.map(({ name }) => name.text);
    }
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (isExported !== true || !ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.map(({ name }) => name.getText(source));
  });
  return names.toSorted();
}
