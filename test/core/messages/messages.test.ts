import { expect, test } from 'vitest';
import errorWords from '#core/messages/errors.en.json' with { type: 'json' };
import { failureWords, speaker } from '#core/messages/messages.ts';

test('a failure is said in words that show the bad value', () => {
  expect(failureWords({ code: 'file-missing', detail: { file: 'cases.csv' } })).toBe(
    'cases.csv: there is no such file',
  );
});

test('plural forms follow the language', () => {
  const say = speaker({ left: '{count, plural, one {# case left} other {# cases left}}' }, 'en');
  expect([say('left', { count: 1 }), say('left', { count: 3 })]).toEqual(['1 case left', '3 cases left']);
});

test('every failure has words on one line that parse as a message', () => {
  for (const [code, words] of Object.entries(errorWords)) {
    const names = [...words.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);
    const counts = [...words.matchAll(/\{(\w+), plural/g)].map((match) => match[1] as string);
    const said = failureWords({
      code: code as keyof typeof errorWords,
      detail: Object.fromEntries([
        ...names.map((name) => [name, `<${name}>`] as const),
        ...counts.map((name) => [name, 7] as const),
      ]),
    });
    expect(said).not.toContain('\n');
    for (const name of names) expect(said).toContain(`<${name}>`);
    if (counts.length > 0) expect(said).toContain('7');
  }
});
