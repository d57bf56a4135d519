// The conversation on the page about the protocol: by the schema, complete, and with the numbers of the reference.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpu, lstm } from '@gatefold/cpu';
import { expect, test } from 'vitest';
import { schemaCheck } from '../../conformance/src/schema-check.ts';

interface Line {
  readonly id: number;
  readonly method?: string;
  readonly config?: unknown;
  readonly weights?: Readonly<Record<'kernel' | 'recurrentKernel', Wire>>;
  readonly x?: Wire;
  readonly result?: { readonly output: Wire; readonly state: Readonly<Record<'h' | 'c', Wire>> };
}

interface Wire {
  readonly shape: readonly number[];
  readonly data: string;
}

const page = readFileSync(join(import.meta.dirname, '../backends/any-language.md'), 'utf8');
const [, conversation = ''] = /```json\n(.*?)\n```/s.exec(page) ?? [];
const lines = conversation.split('\n').map((line) => JSON.parse(line) as Line);
const asked = (method: string): Line => lines.find((line) => line.method === method) as Line;

/** base64 of little-endian float32, as the page says. */
function read({ shape, data }: Wire): { shape: readonly number[]; data: Float32Array } {
  const bytes = Buffer.from(data, 'base64');
  return {
    shape,
    data: Float32Array.from({ length: bytes.length / 4 }, (_, k) => bytes.readFloatLE(4 * k)),
  };
}

test('every line is one of the protocol', () => {
  const [request, answer] = [schemaCheck('stdio', 'request'), schemaCheck('stdio', 'answer')];
  const complaints = lines.map((line) => ('method' in line ? request(line) : answer(line)));
  expect(lines.length).toBeGreaterThan(5);
  expect(complaints.filter((complaint) => complaint !== undefined)).toEqual([]);
});

test('the config is complete', () => {
  expect(asked('layer').config).toEqual(lstm({ units: 1, useBias: false, returnState: true }));
});

test('the answer is what the reference computes', async () => {
  using backend = await cpu();
  const { kernel, recurrentKernel } = asked('layer').weights as NonNullable<Line['weights']>;
  const layer = backend.layer(lstm({ units: 1, useBias: false, returnState: true }), {
    kernel: read(kernel),
    recurrentKernel: read(recurrentKernel),
  });
  const run = asked('run');
  const { output, state } = layer.run(read(run.x as Wire));
  const answer = lines.find(({ id, result }) => id === run.id && result)?.result;
  const said = [answer?.output, answer?.state.h, answer?.state.c].map((wire) => read(wire as Wire));
  for (const [index, tensor] of [output, state.h, state.c].entries()) {
    expect(said[index]?.shape).toEqual(tensor.shape);
    expect(said[index]?.data[0]).toBeCloseTo(tensor.dataSync()[0] as number, 6);
  }
});
