import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inWords, say, type MessageKey } from '#renderer/messages/messages.svelte.ts';
import english from '#renderer/messages/en.json' with { type: 'json' };

const folder = join(import.meta.dirname, '../../../renderer');
const source = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(svelte|ts)$/.test(name))
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n');

test('no words stand in the catalogue that no screen says', () => {
  const computed = [...source.matchAll(/say\(`([\w.]+)\.\$\{/g)].map(([, start]) => `${start}.`);
  const said = (key: string): boolean => source.includes(`'${key}'`) || computed.some((start) => key.startsWith(start));
  expect(Object.keys(english).filter((key) => !said(key))).toEqual([]);
});

test('every message is well formed and shows its values', () => {
  const values = { count: 2, done: 1, total: 3, position: 2, number: 1, age: 90, width: 5, center: 4, zoom: 50 };
  const words = { when: 'now', code: 'R1', pin: '1', folder: 'f', version: '1', caption: 'PA', view: 'PA' };
  const model = { size: 1, millions: 2, layers: 2, side: 8, hidden: 4, milliseconds: 9, digest: 'd', provider: 'CPU' };
  const draft = { source: 's', converter: 'c', minutes: 2, rate: 3, case: 'c1', reason: 'none' };
  const ask = {
    left: 1,
    top: 2,
    right: 3,
    bottom: 4,
    tokens: 5,
    seconds: 6,
    positions: 7,
    image: 8,
    threads: 2,
    memory: 'm',
  };
  for (const key of Object.keys(english) as MessageKey[]) {
    expect(say(key, { ...values, ...words, ...model, ...draft, ...ask }), key).not.toMatch(/[{}]|^$/);
  }
  expect(say('age', { age: 90 })).toBe('90 years or older');
  expect(say('age', { age: 1 })).toBe('1 year');
});

test('a designer’s words are taken in the language of the window', () => {
  expect(inWords({ en: 'Why?', de: 'Warum?' })).toBe('Why?');
});

test('nothing in a reader’s session speaks of machines', () => {
  const studio = /^(home|studio|models|asking|drafting)\./;
  const all = Object.entries(english)
    .flatMap(([key, text]) => (studio.test(key) ? [] : text))
    .join(' ');
  expect(all).not.toMatch(/\bAI\b|artificial|\bmodel\b|\balgorithm\b|\bdraft\b/i);
});
