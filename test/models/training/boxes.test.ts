import { describe, expect, test } from 'vitest';
import { seededRandom } from '#core/random.ts';
import { renderPhantom } from '#models/training/phantom.ts';
import { findingBox, findingCells } from '#models/training/phantom/boxes.ts';
import { findingKinds, sampleFinding, type FindingKind, type PhantomSpec } from '#models/training/phantom/spec.ts';

const size = 192;

/** Mean change of the grey (in 4095 steps) that the finding makes inside its box and outside of it, noise included. */
function changes(kind: FindingKind, seed: number): { inside: number; outside: number } {
  const random = seededRandom(seed);
  const finding = { ...sampleFinding(random, kind), severity: 0.6 };
  const base = { patient: seed, exposure: seed, view: 'PA', sex: 'M', age: 50 } as const;
  const spec: PhantomSpec = { ...base, findings: [finding] };
  const box = findingBox(spec, finding);
  if (!box) throw new Error(`no box for ${kind}`);
  const without = renderPhantom({ ...spec, findings: [] }, size).pixels;
  const sums = { inside: [0, 0], outside: [0, 0] };
  renderPhantom(spec, size).pixels.forEach((value, pixel) => {
    const x = ((pixel % size) + 0.5) / size;
    const y = (Math.floor(pixel / size) + 0.5) / size;
    const within = x > box.left && x < box.right && y > box.top && y < box.bottom;
    const sum = within ? sums.inside : sums.outside;
    sum[0] = (sum[0] ?? 0) + Math.abs(value - (without[pixel] as number));
    sum[1] = (sum[1] ?? 0) + 1;
  });
  const mean = ([sum = 0, count = 1]: readonly number[]): number => sum / count;
  return { inside: mean(sums.inside), outside: mean(sums.outside) };
}

describe('findingBox', () => {
  test.each(findingKinds)('holds what has changed by %s', (kind) => {
    for (const seed of [4, 5]) {
      const { inside, outside } = changes(kind, seed);
      expect(inside).toBeGreaterThan(3 * outside);
    }
  });

  test('moves with the patient on the film', () => {
    const finding = sampleFinding(seededRandom(1), 'nodule', 'left');
    const spec: PhantomSpec = { patient: 1, exposure: 1, view: 'AP', sex: 'F', age: 40, findings: [finding] };
    const lefts = [1, 2, 3, 4].map((exposure) => findingBox({ ...spec, exposure }, finding)?.left);
    expect(new Set(lefts).size).toBeGreaterThan(1);
    for (const left of lefts) expect(left).toBeGreaterThan(0.5);
  });

  test('is not there where the view cannot show the finding', () => {
    const finding = sampleFinding(seededRandom(1), 'pneumothorax', 'left');
    const spec: PhantomSpec = { patient: 1, exposure: 1, view: 'LATERAL', sex: 'F', age: 40, findings: [finding] };
    expect(findingBox(spec, finding)).toBeNull();
    const fluid = sampleFinding(seededRandom(1), 'effusion', 'left');
    expect(findingBox({ ...spec, findings: [fluid] }, fluid)).not.toBeNull();
  });
});

describe('findingCells', () => {
  test.each(findingKinds)('fills the box of %s from edge to edge and nothing beyond', (kind) => {
    const across = 12;
    for (const seed of [4, 5, 6]) {
      const finding = { ...sampleFinding(seededRandom(seed), kind), severity: 0.6 };
      const spec: PhantomSpec = { patient: seed, exposure: seed, view: 'PA', sex: 'F', age: 60, findings: [finding] };
      const box = findingBox(spec, finding);
      const cells = findingCells(spec, finding, across);
      if (!box || !cells) throw new Error(`${kind} is not on the film`);
      const places = cells.flatMap((is, cell) => (is ? [[cell % across, Math.floor(cell / across)] as const] : []));
      const [columns, rows] = [places.map(([column]) => column), places.map(([, row]) => row)];
      // A box may end between two cells.
      expect(Math.abs(Math.min(...columns) - Math.floor(box.left * across))).toBeLessThanOrEqual(1);
      expect(Math.abs(Math.max(...columns) - Math.ceil(box.right * across - 1))).toBeLessThanOrEqual(1);
      expect(Math.abs(Math.min(...rows) - Math.floor(box.top * across))).toBeLessThanOrEqual(1);
      expect(Math.abs(Math.max(...rows) - Math.ceil(box.bottom * across - 1))).toBeLessThanOrEqual(1);
    }
  });

  test('is null where the film cannot show the finding', () => {
    const finding = sampleFinding(seededRandom(1), 'pneumothorax', 'left');
    const spec = { patient: 1, exposure: 1, view: 'LATERAL', sex: 'F', age: 60, findings: [finding] } as const;
    expect(findingCells(spec, finding, 12)).toBeNull();
  });
});
