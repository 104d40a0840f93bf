import { describe, expect, test } from 'vitest';
import { greyTable, type Grey } from '#core/dicom/grey.ts';
import { changedWindow, presetLook, windowOf } from '#renderer/viewer/look.ts';

function greyOf(more: Partial<Grey> = {}): Grey {
  return {
    lowest: 0,
    bitsAllocated: 16,
    bitsStored: 12,
    highBit: 11,
    signed: false,
    modality: { kind: 'rescale', slope: 1, intercept: 0 },
    luts: [],
    windows: [{ center: 2000, width: 3000, function: 'LINEAR' }],
    inverted: false,
    padding: null,
    stored: [0, 4095],
    minimum: 0,
    maximum: 4095,
    ...more,
  } as Grey;
}

/** Contrast between two stored values on the screen. */
function contrast(
  grey: Grey,
  preset: 'lung' | 'bone' | 'file',
  [darkest, brightest]: readonly [number, number],
): number {
  const table = greyTable(grey, presetLook(grey, preset, null), false);
  return Math.abs(table[brightest]! - table[darkest]!);
}

describe('chest presets', () => {
  test.each([
    ['MONOCHROME2', greyOf(), [700, 1500], [2600, 3400]],
    ['MONOCHROME1', greyOf({ inverted: true }), [2600, 3400], [700, 1500]],
  ] as const)(
    '%s: the lung preset spreads the dark side, the bone preset the bright side',
    (_name, grey, dark, bright) => {
      expect(contrast(grey, 'lung', dark)).toBeGreaterThan(contrast(grey, 'file', dark));
      expect(contrast(grey, 'bone', bright)).toBeGreaterThan(contrast(grey, 'file', bright));
      expect(contrast(grey, 'lung', bright)).toBeLessThan(contrast(grey, 'file', bright));
    },
  );
});

describe('the file preset', () => {
  test('goes through the windows of the file and begins again', () => {
    const second = { center: 900, width: 500 };
    const grey = greyOf({ windows: [...greyOf().windows, second] });
    expect(presetLook(grey, 'file', { center: 1, width: 1 })).toBeNull();
    expect(presetLook(grey, 'file', null)).toBe(second);
    expect(presetLook(grey, 'file', second)).toBeNull();
  });

  test('tables of the file come first', () => {
    const table = { first: 0, values: new Uint16Array([0, 255]), bits: 8, explanation: null };
    const grey = greyOf({ luts: [table, table] });
    expect(presetLook(grey, 'file', null)).toBe(1);
    expect(presetLook(grey, 'file', 1)).toBe(grey.windows[0]);
    expect(windowOf(grey, 1)).toMatchObject({ center: 1, width: 2 });
  });
});

describe('changing the window', () => {
  test('steps are parts of the width that the file asks for', () => {
    expect(changedWindow(greyOf(), null, false, 0.1, 0)).toMatchObject({ center: 2000, width: 3300 });
    expect(changedWindow(greyOf(), { center: 100, width: 200 }, false, 0, 0.01)).toMatchObject({
      center: 130,
      width: 200,
    });
  });

  test.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('darker is darker on the screen (stored inverted %s, shown inverted %s)', (inverted, shownInverted) => {
    const grey = greyOf({ inverted });
    const before = greyTable(grey, null, shownInverted)[2000]!;
    const after = greyTable(grey, changedWindow(grey, null, shownInverted, 0, 0.1), shownInverted)[2000]!;
    expect(after).toBeLessThan(before);
  });

  test('a window never closes', () => {
    expect(changedWindow(greyOf(), null, false, -5, 0).width).toBe(15);
  });
});
