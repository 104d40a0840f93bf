import { describe, expect, test } from 'vitest';
import { seededRandom } from '#core/random.ts';
import { renderPhantom } from '#models/training/phantom.ts';
import { findingBox } from '#models/training/phantom/boxes.ts';
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
