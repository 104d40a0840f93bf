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
  const computed = [...source.matchAll(/`([\w.]+)\.\$\{/g)].map(([, start]) => `${start}.`);
  const said = (key: string): boolean => source.includes(`'${key}'`) || computed.some((start) => key.startsWith(start));
  expect(Object.keys(english).filter((key) => !said(key))).toEqual([]);
});

test('every message is well formed and shows its values', () => {
  for (const [key, message] of Object.entries(english)) {
    const names = [...message.matchAll(/\{(\w+)/g)].map(([, name = '']) => name);
    const values = Object.fromEntries(names.map((name) => [name, 2]));
    expect(say(key as MessageKey, values), key).not.toMatch(/[{}]|^$/);
  }
  expect(say('age', { age: 90 })).toBe('90 years or older');
  expect(say('age', { age: 1 })).toBe('1 year');
});

test('a designer’s words are taken in the language of the window', () => {
  expect(inWords({ en: 'Why?', de: 'Warum?' })).toBe('Why?');
});

test('nothing in a reader’s session speaks of machines', () => {
  const studio =
    /^(home|studio|models|asking|drafting|training|analysis|validation|evaluation|design|monitor|intake|schedule|audit|power|freeze)\./;
  const all = Object.entries(english)
    .flatMap(([key, text]) => (studio.test(key) ? [] : text))
    .join(' ');
  expect(all).not.toMatch(/\bAI\b|artificial|\bmodel\b|\balgorithm\b|\bdraft\b/i);
});
