import { describe, expect, it } from 'vitest';
import { windowBetween, windowShade, type GreyWindow } from '#core/dicom/window.ts';

function greys(window: GreyWindow, values: readonly number[]): number[] {
  return values.map((value) => Math.round(255 * windowShade(window, value)));
}

describe('LINEAR (PS3.3 C.11.2.1.2.1)', () => {
  it('follows the worked example of the standard: c = 2048, w = 4096', () => {
    // "if (x <= 0) then y = 0; else if (x > 4095) then y = 255; else y = ((x - 2047.5) / 4095 + 0.5) * 255"
    const window = { center: 2048, width: 4096 };
    expect(greys(window, [-1, 0, 1, 2047, 2048, 4094, 4095, 4096])).toEqual([0, 0, 0, 127, 128, 255, 255, 255]);
    expect(windowShade(window, 1)).toBeCloseTo(1 / 4095, 12);
  });

  it('follows the worked example of the standard: c = 2048, w = 1', () => {
    // "if (x <= 2047.5) then y = 0; else if (x > 2047.5) then y = 255"
    expect(greys({ center: 2048, width: 1 }, [2047, 2047.5, 2047.6, 2048])).toEqual([0, 0, 255, 255]);
  });

  it('follows the worked example of the standard: c = 0, w = 100', () => {
    // "if (x <= -50) then y = 0; else if (x > 49) then y = 255; else y = ((x + 0.5) / 99 + 0.5) * 255"
    expect(greys({ center: 0, width: 100 }, [-50, -49, -0.5, 49, 50])).toEqual([0, 3, 128, 255, 255]);
  });

  it('takes a width below 1, which the standard forbids, as 1', () => {
    expect(greys({ center: 10, width: 0.2 }, [9, 10])).toEqual([0, 255]);
  });
});

describe('LINEAR_EXACT (C.11.2.1.3.2)', () => {
  it('has no half steps: c = 2048, w = 4096 runs from 0 to 4096', () => {
    // y = ((x - c) / w + 0.5) * 255
    const window: GreyWindow = { center: 2048, width: 4096, function: 'LINEAR_EXACT' };
    expect(greys(window, [0, 1024, 2048, 4095, 4096])).toEqual([0, 64, 128, 255, 255]);
    expect(windowShade(window, 2048)).toBe(0.5);
  });
});

describe('SIGMOID (C.11.2.1.3.1)', () => {
  it('is one half at the center and 1 / (1 + e^2) half a width below', () => {
    // y = 1 / (1 + exp(-4 (x - c) / w)): at x = c - w / 2 the exponent is 2
    const window: GreyWindow = { center: 100, width: 50, function: 'SIGMOID' };
    expect(windowShade(window, 100)).toBe(0.5);
    expect(windowShade(window, 75)).toBeCloseTo(0.11920292, 8);
    expect(windowShade(window, 125)).toBeCloseTo(0.88079708, 8);
    expect(greys(window, [0, 75, 100, 125, 200])).toEqual([0, 30, 128, 225, 255]);
  });
});

describe('windowBetween', () => {
  it('shows the ends black and white and nothing beyond', () => {
    const window = windowBetween(100, 900);
    expect(window).toEqual({ center: 500.5, width: 801 });
    expect([windowShade(window, 100), windowShade(window, 500), windowShade(window, 900)]).toEqual([0, 0.5, 1]);
  });
});
