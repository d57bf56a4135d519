// The suite and the contract's clauses cover each other.

import { clauses } from '@gatefold/contract/clauses';
import { describe, expect, test } from 'vitest';
import { cases, levels } from '../src/index.ts';

const bound = clauses.filter(({ binds }) => binds === 'backend').map(({ id }) => id);

describe('clauses and cases', () => {
  test.each(bound)('clause %s has a case', (id) => {
    expect(cases.filter((item) => item.clauses.includes(id)).map((item) => item.id)).not.toEqual(
      [],
    );
  });

  test('every clause of a case is a clause of the contract, and the title begins with it', () => {
    const known = clauses.map(({ id }) => id);
    const unknown = cases.flatMap((item) => item.clauses.filter((id) => !known.includes(id)));
    expect(unknown).toEqual([]);
    for (const { title, clauses: ids } of cases)
      expect(title.startsWith(`${ids.join(' ')} `)).toBe(true);
  });

  test('ids of cases and of clauses are unique', () => {
    for (const ids of [cases.map(({ id }) => id), clauses.map(({ id }) => id)]) {
      expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    }
  });

  test('every level has cases', () => {
    for (const level of levels) {
      expect(cases.filter((item) => item.levels.includes(level)).length, level).toBeGreaterThan(0);
    }
  });

  test('every sentence is one sentence, and every source says something', () => {
    for (const { id, sentence, source } of clauses) {
      expect(sentence.endsWith('.'), id).toBe(true);
      expect(source.length, id).toBeGreaterThan(3);
    }
  });
});
