// What the files of known failures refer to still shows what they say.

import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { ofTheDay } from '../../../../packages/workspace/src/of-the-day.ts';
import { inChromium } from '../reproductions/in-chromium.ts';

// Each starts processes, and one a Chromium.
vi.setConfig({ testTimeout: 60_000 });

const folder = new URL('../', import.meta.url);

function output(name: string, ...args: string[]): string {
  const file = new URL(`reproductions/${name}.mjs`, folder).pathname;
  const { stdout, stderr } = spawnSync(process.execPath, [file, ...args], { encoding: 'utf8' });
  return stdout + stderr;
}

const ended = /terminate called|Aborted\(\)/;

test.each(['onnxruntime-node', 'onnxruntime-web'])('%s', (name) => {
  expect(output('rnn-no-steps', name)).toMatch(/got: +Y \[0, 1, 1, 1\] ; Y_h \[1, 1, 1\] 0\n/);
  const lstm = output('lstm-no-steps', name).match(/got: .*/g) ?? [];
  expect(lstm).toHaveLength(3);
  for (const line of lstm) expect(line).not.toMatch(/Y_h \[1, 4, 1\] 0.25|Y_c \[1, 4, 1\] 0.25/);
  expect(output('gru-no-steps', name)).toMatch(ended);
  for (const op of ['LSTM', 'GRU']) {
    const empty = output('empty-batch', name, 'RNN', op);
    expect(empty).toMatch(/RNN got: +Y \[2, 1, 0, 1\]/);
    expect(empty).toMatch(ended);
  }
  const nan = output('nan-with-bias', name);
  expect(nan).toMatch(/^LSTM Y \[1, 1, 1, 1\] 0.848/m);
  expect(nan).toMatch(/^GRU Y \[1, 1, 1, 1\] 0.25/m);
  expect(nan.match(/without bias Y \[1, 1, 1, 1\] NaN/g)).toHaveLength(2);
  const far = output('far-from-zero', name);
  expect(far).toMatch(/wanted 88: Y \[1, 1, 1, 1\] 88;/);
  expect(far).toMatch(/wanted 89: Y \[1, 1, 1, 1\] Infinity;/);
  expect(far).toMatch(/wanted 2.06e-9: Y \[1, 1, 1, 1\] -2.384/);
  expect(far).toMatch(/wanted -1: Y \[1, 1, 1, 1\] -1.00000047/);
});

// Every second day, as is its row in Node.
test.each(ofTheDay(['webgpu'], 2))(
  'onnxruntime-web on %s, where its nodes do run',
  async () => {
    const [dispatches, atOnce, lstm, gru, nan, ...empty] = await inChromium([
      ['dispatches'],
      ['two-at-once-webgpu'],
      ['lstm-no-steps'],
      ['gru-no-steps'],
      ['nan-with-bias'],
      ['empty-batch', 'LSTM'],
      ['empty-batch', 'GRU'],
    ]);
    expect(dispatches).toMatch(/LSTM: 1 dispatches a step\nGRU: 2 dispatches a step\n/);
    expect(atOnce).toMatch(/made; Error: another WebGPU EP .*\nmade and run alone: Y .* 0.3696/);
    expect(lstm?.match(/got: .*Y_h \[1, 4, 1\] 0 0 0 0; Y_c \[1, 4, 1\] 0 0 0 0\n/g)).toHaveLength(
      3,
    );
    expect(gru).toMatch(/got: .*Y_h \[1, 1, 1\] 0\n/);
    expect(nan?.match(/ Y \[1, 1, 1, 1\]/g)).toHaveLength(5);
    expect(nan).not.toMatch(/Y .*NaN/);
    for (const text of empty) expect(text).toMatch(ended);
  },
  120_000,
);

test('two sessions at once', () => {
  const right = /at once: 0.25 0.25 0.25 0.25 0.25\nat once: 0.25 0.25 0.25 0.25 0.25 0.25\n/;
  expect(output('two-at-once', 'onnxruntime-node')).toMatch(right);
  expect(output('two-at-once', 'onnxruntime-web')).toMatch(/at once: TypeError/);
});

test.each(['node', 'web', 'webgpu'])('every reproduction that %s.json names is there', (name) => {
  const text = readFileSync(new URL(`known/${name}.json`, folder), 'utf8');
  const { failures } = JSON.parse(text) as { failures: { url: string }[] };
  const named = failures.map(({ url }) => url).filter((url) => !url.startsWith('https://'));
  const there = readdirSync(new URL('reproductions', folder)).map(
    (file) => `reproductions/${file}`,
  );
  expect(there).toEqual(expect.arrayContaining(named));
});
