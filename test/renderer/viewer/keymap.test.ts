import { describe, expect, test } from 'vitest';
import { commandFor, keymap, type KeyStroke } from '#renderer/viewer/keymap.ts';

function stroke(key: string, more: Partial<KeyStroke> = {}): KeyStroke {
  return { key, code: '', ctrlKey: false, metaKey: false, altKey: false, isComposing: false, ...more };
}

test('no key means two things in one place', () => {
  const all = keymap.flatMap(({ keys, area }) => keys.map((key) => [key, area] as const));
  expect(new Set(all.map(([key]) => key)).size).toBe(all.length);
});

describe('over the image', () => {
  test.each([
    ['i', 'invert'],
    ['I', 'invert'],
    ['[', 'narrower'],
    ['=', 'darker'],
    ['3', 'view3'],
    ['?', 'help'],
    ['Tab', 'report'],
    ['Escape', 'image'],
  ] as const)('%s means %s', (key, command) => {
    expect(commandFor(stroke(key), false)).toBe(command);
  });

  test('other keyboards: brackets by AltGr, letters by their place', () => {
    expect(commandFor(stroke('[', { ctrlKey: true, altKey: true }), false)).toBe('narrower');
    expect(commandFor(stroke('ш', { code: 'KeyI' }), false)).toBe('invert');
  });

  test('shortcuts of the system are left alone', () => {
    expect(commandFor(stroke('i', { ctrlKey: true }), false)).toBeNull();
    expect(commandFor(stroke('l', { altKey: true }), false)).toBeNull();
    expect(commandFor(stroke('l', { metaKey: true }), false)).toBeNull();
  });
});

describe('while typing', () => {
  test('no letter, digit or sign is a command', () => {
    const everywhere = keymap.filter(({ area }) => area === 'image').flatMap(({ keys }) => [...keys]);
    for (const key of everywhere) expect(commandFor(stroke(key), true), key).toBeNull();
  });

  test.each([
    ['Enter', { ctrlKey: true }, 'submit'],
    ['Enter', { metaKey: true }, 'submit'],
    ['p', { ctrlKey: true }, 'pause'],
    ['F1', {}, 'help'],
    ['Escape', {}, 'image'],
  ] as const)('%s %j means %s', (key, more, command) => {
    expect(commandFor(stroke(key, more), true)).toBe(command);
  });

  test('Enter alone is text, and so is all that an input method composes', () => {
    expect(commandFor(stroke('Enter'), true)).toBeNull();
    expect(commandFor(stroke('Escape', { isComposing: true }), true)).toBeNull();
    expect(commandFor(stroke('Enter', { ctrlKey: true, isComposing: true }), true)).toBeNull();
  });
});
