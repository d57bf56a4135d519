// Pages and programs that are none of a run's: what they say is refused, and the run goes on.

import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { browserHost } from '../src/browser/browser-host.ts';
import { headers, path } from '../src/browser/line-names.ts';
import { Correspondence, type Letter } from '../src/hosts/correspondence.ts';
import type { Host } from '../src/hosts/host.ts';
import type { Order } from '../src/hosts/messages.ts';
import { launchChromium } from '../src/playwright-core.ts';
import { runOn } from '../src/run-on.ts';
import { oneChromium } from './fixtures/one-chromium.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const never = new Promise<never>(() => undefined);

describe('a reply', () => {
  const order: Order = { kind: 'run', id: 'law/split', settings: { seed: 7, runs: 1 } };
  const result = {
    id: 'law/split',
    title: 'mine',
    clauses: ['Z9'],
    levels: [],
    status: 'pass',
    headroom: 0,
    milliseconds: 1,
  };
  const example = { law: 'law/split', trial: {}, choices: 'x/../../pwned/evil' };
  const failure = { seed: 7, path: '0', found: example, shrunk: example };

  /** Of an order that waits: what becomes of a letter, which is as it should be but for what is given. */
  async function answer(part: Partial<Letter>): Promise<unknown> {
    const correspondence = new Correspondence();
    let number = 0;
    const reply = correspondence.ask(order, (sent) => (number = sent.number), 200, never);
    const letter = { secret: correspondence.secret, number, text: said({}), ...part };
    const verdict = correspondence.take(letter);
    const outcome = await reply.catch((error: Error) => error.message);
    return verdict === 'taken' ? outcome : verdict;
  }
  const said = (part: object): string =>
    JSON.stringify({ kind: 'result', result: { ...result, ...part } });

  test('with secret, number and no more than a reply says is one; the case is as the suite knows it', async () => {
    const taken = await answer({});
    expect(taken).toMatchObject({ result: { id: 'law/split', status: 'pass' } });
    expect(taken).not.toMatchObject({ result: { title: 'mine' } });
  });

  const refused: Record<string, [Partial<Letter>, string]> = {
    'without the secret': [{ secret: undefined }, 'foreign'],
    'with another secret': [{ secret: 'f'.repeat(36) }, 'foreign'],
    'of another order': [{ number: 7 }, 'late'],
    'of no text': [{ text: { kind: 'result' } }, 'foreign'],
    'that is no JSON': [{ text: 'not json' }, 'answered with what is no JSON: not json'],
    'of nothing': [{ text: '{}' }, 'answered with what is no reply: is no result'],
    'to something else': [
      { text: JSON.stringify({ kind: 'told', told: [] }) },
      'answered with what is no reply: is no result',
    ],
    'about another case': [
      { text: said({ id: 'law/flags' }) },
      'answered about law/flags, which was not asked',
    ],
    'with a status of its own': [
      { text: said({ status: 'perfect' }) },
      'answered with what is no reply: result.status must be one of "pass"',
    ],
    'whose counterexample would be written elsewhere': [
      { text: said({ status: 'fail', failure }) },
      'answered with what is no reply: result.failure',
    ],
    'longer than an answer may be': [
      { text: said({ message: 'x'.repeat(2 ** 26) }) },
      'characters, more than 67108864',
    ],
  };
  test.each(Object.keys(refused))('%s is none', async (name) => {
    const [part, says] = refused[name] as [Partial<Letter>, string];
    expect(await answer(part)).toContain(says);
  });
});

test('a run by an address goes on whatever others send there', async () => {
  let hosting: Promise<Host> | undefined;
  const { origin, hash, hostname } = await new Promise<URL>((resolve) => {
    const announce = ([url = '']: readonly string[]): void => resolve(new URL(url));
    const options = { timeout: 20_000, announce };
    hosting = browserHost(join(fixtures, 'plain-backend.ts'), options);
  });
  expect(hostname).toMatch(/^(localhost|127\.0\.0\.1)$/);
  const forged = JSON.stringify({ kind: 'refused', message: 'forged', stack: [] });
  const post = (given: Record<string, string>, body = forged): Promise<number | 'cut off'> =>
    fetch(`${origin}${path}`, { method: 'POST', headers: given, body }).then(
      ({ status }) => status,
      () => 'cut off' as const,
    );
  const json = { 'Content-Type': 'application/json', [headers.number]: '0' };
  const attack = async (): Promise<unknown[]> => [
    // As any page can: a form, or a fetch that asks for nothing.
    await post({ 'Content-Type': 'text/plain', Origin: origin }),
    await post({ ...json, Origin: 'https://elsewhere.example' }),
    await post({ ...json, Origin: 'null' }),
    // Whoever the address was told to: its own page alone answers.
    await post({ ...json, Origin: 'https://elsewhere.example', [headers.secret]: hash.slice(1) }),
    await post({ ...json }),
    // As a program on this machine can.
    await post({ ...json, Origin: origin, [headers.secret]: 'guessed' }),
    await post({ ...json, Origin: origin }, 'not json'),
    await post({ ...json, Origin: origin }, 'x'.repeat(2 ** 26 + 2 ** 20)),
    (await fetch(`${origin}${path}`)).status,
  ];
  const refusals = [415, 403, 403, 403, 403, 403, 403, expect.toBeOneOf([413, 'cut off']), 405];
  expect(await attack()).toEqual(refusals);

  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.goto(origin);
  await page.getByText('Open the whole address').waitFor();
  await page.goto('about:blank');
  await page.goto(`${origin}/${hash}`);
  const host = (await hosting) as Host;
  onTestFinished(() => host.close());
  // The module finds no secret there.
  expect(page.url()).toBe(`${origin}/`);
  const [{ results }, attacked] = await Promise.all([
    runOn(host, { only: ['article/*', 'flags/*'] }),
    attack(),
  ]);
  expect(attacked).toEqual(refusals);
  expect(results.map(({ status }) => status)).toEqual(results.map(() => 'pass'));
});

describe('a module in a page', () => {
  const chromium = oneChromium();
  const open = (name: string): Promise<Host> => chromium(join(fixtures, 'broken', name));

  test('that puts functions of its own in the place of those of the page is judged as ever', async () => {
    const { results } = await runOn(await open('page-forges.mjs'), { only: ['article/*'] });
    const status = new Map(results.map((result) => [result.id, result.status]));
    expect(status.get('article/gru/both')).toBe('fail');
    expect(status.get('article/lstm/both')).toBe('pass');
  });

  test('that throws, or rejects, where nobody waits for it fails the case', async () => {
    const { results } = await runOn(await open('page-late.mjs'), { only: ['article/*/both'] });
    const byId = Object.fromEntries(results.map((result) => [result.id, result]));
    const message = 'nobody waited for what was thrown: device lost';
    expect(byId['article/gru/both']).toMatchObject({ status: 'errored', message });
    expect(byId['article/lstm/both']).toMatchObject({ status: 'errored', message });
  });
});
