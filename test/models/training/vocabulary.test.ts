import { expect, test } from 'vitest';
import { createTokenizer } from '#models/chexagent/tokenizer.ts';
import { tokenRolesOf, trainVocabulary } from '#models/training/vocabulary.ts';

const texts = [
  'the lungs are clear',
  'the lungs are not clear',
  'the heart is large',
  '<|box|>(10,20),(30,40)<|/box|>',
];

test('the most frequent pairs are merged first, ties in the order of the alphabet', () => {
  const merges = trainVocabulary(['aab aab aab ab', 'aab'], 3).files.merges.split('\n');
  expect(merges).toEqual(['#version: 0.2', 'a b', 'a ab', 'Ġ aab', '']);
});

test('any text comes back whole, also one that was never seen', () => {
  const vocabulary = trainVocabulary(texts, 40);
  const tokenizer = createTokenizer(vocabulary.files);
  for (const text of [...texts, 'Größe: 12 mm\n“ok” 心']) {
    const bytes = tokenizer.encode(text).flatMap((id) => [...tokenizer.bytesOf(id)]);
    expect(new TextDecoder().decode(Uint8Array.from(bytes))).toBe(text);
  }
  expect(tokenizer.encode('the lungs').length).toBeLessThan('the lungs'.length / 2);
});

test('roles have ids behind the pieces, and equal texts give equal files', () => {
  const vocabulary = trainVocabulary(texts, 40);
  const roles = tokenRolesOf(vocabulary);
  expect(new Set([roles.eos, roles.imageStart, roles.imageEnd, roles.imagePad]).size).toBe(4);
  expect(Math.max(...Object.values(roles))).toBe(vocabulary.used);
  expect(trainVocabulary(texts, 40)).toEqual(vocabulary);
});
