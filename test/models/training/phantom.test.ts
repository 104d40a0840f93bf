import { describe, expect, test } from 'vitest';
import { sha256 } from '#core/digest.ts';
import { seededRandom } from '#core/random.ts';
import { renderPhantom, type PhantomImage } from '#models/training/phantom.ts';
import { samplePhantom } from '#models/training/phantom/population.ts';
import type { Finding, PhantomSpec } from '#models/training/phantom/spec.ts';

const healthy: PhantomSpec = { patient: 5, exposure: 7, view: 'PA', sex: 'M', age: 45, findings: [] };

function finding(kind: Finding['kind'], side: Finding['side'], zone: Finding['zone'] = null, severity = 0.7): Finding {
  return { kind, side, zone, severity };
}

/** Left, top, right and bottom in shares of the film's width and height. */
type Box = readonly [number, number, number, number];

function mean(image: PhantomImage, [left, top, right, bottom]: Box): number {
  let sum = 0;
  let count = 0;
  for (let row = Math.round(top * image.rows); row < bottom * image.rows; row++) {
    for (let column = Math.round(left * image.columns); column < right * image.columns; column++) {
      sum += image.pixels[row * image.columns + column] as number;
      count += 1;
    }
  }
  return sum / count;
}

/** How much brighter (in 4095 steps) a box has become by a finding, against the same exposure without it. */
function gain(spec: PhantomSpec, box: Box): number {
  const size = 192;
  const before = renderPhantom({ ...spec, findings: [] }, size);
  return mean(renderPhantom(spec, size), box) - mean(before, box);
}

const rightBase = [0.14, 0.6, 0.34, 0.72] as const;
const leftBase = [0.72, 0.6, 0.86, 0.72] as const;
const rightSide = [0.15, 0.2, 0.22, 0.4] as const;
const leftSide = [0.78, 0.2, 0.85, 0.4] as const;

describe('renderPhantom', () => {
  test('gives the same pixels for the same seeds, in any engine', () => {
    // Only operations whose last bit IEEE 754 fixes are used, so the digest holds for every machine.
    const specs = Array.from({ length: 6 }, (_, index) => samplePhantom(seededRandom(index)));
    const digests = specs.flatMap((spec, index) =>
      (index < 2 ? [128, 320] : [128]).map((size) =>
        sha256(new Uint8Array(renderPhantom(spec, size).pixels.buffer)).slice(0, 12),
      ),
    );
    expect(digests).toMatchInlineSnapshot(`
      [
        "edaeeae5fb4e",
        "08acb41f609a",
        "fefd715b472e",
        "c3411d0f8a9b",
        "7382a4760d8b",
        "6ce4753ce58c",
        "a4e7b902d43c",
        "50b04c6ae2db",
      ]
    `);
  });

  test('fills 12 bits and no more, at any size and shape', () => {
    for (const [columns, rows] of [
      [128, 128],
      [200, 260],
    ] as const) {
      const image = renderPhantom(healthy, columns, rows);
      expect(image.pixels).toHaveLength(rows * columns);
      expect(Math.max(...image.pixels)).toBeLessThanOrEqual(4095);
      expect(Math.max(...image.pixels)).toBeGreaterThan(3500);
      expect(mean(image, [0.2, 0.3, 0.35, 0.5])).toBeLessThan(mean(image, [0.4, 0.8, 0.6, 0.95]) / 2);
    }
  });

  test('shows the same body at another size', () => {
    const small = renderPhantom(healthy, 128);
    const large = renderPhantom(healthy, 384);
    for (const box of [rightBase, leftBase, rightSide, leftSide]) {
      expect(Math.abs(mean(small, box) - mean(large, box))).toBeLessThan(200);
    }
  });

  test('an effusion whitens the base of its own side', () => {
    const spec = { ...healthy, findings: [finding('effusion', 'right')] };
    expect(gain(spec, rightBase)).toBeGreaterThan(800);
    expect(Math.abs(gain(spec, leftBase))).toBeLessThan(150);
  });

  test('a pneumothorax darkens the periphery of its own side', () => {
    const spec = { ...healthy, findings: [finding('pneumothorax', 'left')] };
    expect(gain(spec, leftSide)).toBeLessThan(-80);
    expect(Math.abs(gain(spec, rightSide))).toBeLessThan(40);
  });

  test('consolidation, nodule, oedema and heart change their own place', () => {
    const upperRight = [0.2, 0.2, 0.4, 0.36] as const;
    const hila = [0.3, 0.42, 0.4, 0.6] as const;
    const heartBorder = [0.72, 0.55, 0.8, 0.7] as const;
    expect(gain({ ...healthy, findings: [finding('consolidation', 'right', 'upper')] }, upperRight)).toBeGreaterThan(
      250,
    );
    expect(gain({ ...healthy, findings: [finding('nodule', 'right', 'upper')] }, upperRight)).toBeGreaterThan(40);
    expect(gain({ ...healthy, findings: [finding('oedema', null)] }, hila)).toBeGreaterThan(200);
    expect(gain({ ...healthy, findings: [finding('cardiomegaly', null)] }, heartBorder)).toBeGreaterThan(400);
  });

  test('severity grows without a gap', () => {
    const gains = [0.02, 0.25, 0.5, 0.75, 1].map((severity) =>
      gain({ ...healthy, findings: [finding('effusion', 'right', null, severity)] }, rightBase),
    );
    // A trace of fluid stays below the box and only moves the exposure by a hair; from there on it rises.
    const HAIR = 40;
    expect(gains.every((each, index) => index === 0 || each > (gains[index - 1] as number) - HAIR)).toBe(true);
    expect((gains.at(-1) as number) - (gains[0] as number)).toBeGreaterThan(1500);
  });

  test('the lateral view shows what the frontal view shows', () => {
    const lateral: PhantomSpec = { ...healthy, view: 'LATERAL' };
    const posteriorAngle = [0.55, 0.62, 0.72, 0.78] as const;
    const upperMiddle = [0.4, 0.18, 0.66, 0.42] as const;
    expect(gain({ ...lateral, findings: [finding('effusion', 'left')] }, posteriorAngle)).toBeGreaterThan(250);
    expect(gain({ ...lateral, findings: [finding('consolidation', 'left', 'upper')] }, upperMiddle)).toBeGreaterThan(
      80,
    );
    expect(gain({ ...lateral, findings: [finding('consolidation', 'left', 'lower')] }, upperMiddle)).toBeLessThan(60);
  });

  test('tubes and lines lie in the midline', () => {
    const neck = [0.47, 0.05, 0.56, 0.2] as const;
    expect(gain({ ...healthy, findings: [finding('tracheal-tube', null)] }, neck)).toBeGreaterThan(20);
    expect(gain({ ...healthy, findings: [finding('enteric-tube', null)] }, [0.49, 0.1, 0.56, 0.6])).toBeGreaterThan(10);
    expect(gain({ ...healthy, findings: [finding('central-line', 'right')] }, [0.42, 0.2, 0.5, 0.45])).toBeGreaterThan(
      5,
    );
  });
});
