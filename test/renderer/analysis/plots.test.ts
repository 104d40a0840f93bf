import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { StudyFigures } from '#core/ipc/results.ts';
import { capFigure } from '#renderer/analysis/plots/caps.ts';
import { forestFigure } from '#renderer/analysis/plots/forest.ts';
import { ratingFigure } from '#renderer/analysis/plots/ratings.ts';
import { spreadFigure } from '#renderer/analysis/plots/spreads.ts';
import { paperTheme } from '#renderer/analysis/plots/theme.ts';
import type { Figure } from '#renderer/analysis/figure.ts';

beforeAll(() => {
  const { window, document } = parseHTML('<!doctype html><html><body></body></html>');
  vi.stubGlobal('window', window);
  vi.stubGlobal('document', document);
});
afterAll(() => vi.unstubAllGlobals());

interface Mark {
  readonly numbers: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** The marks with numbers, where they were drawn. */
function marks(figure: Figure): Mark[] {
  const svg = figure.draw(paperTheme, 720);
  return [...svg.querySelectorAll('title')].map((title) => {
    const mark = title.parentElement;
    const number = (name: string): number => Number(mark?.getAttribute(name) ?? NaN);
    const [, left, top] = /translate\(([-\d.]+),([-\d.]+)\)/.exec(mark?.getAttribute('transform') ?? '') ?? [];
    const place = left === undefined ? [number('x'), number('y')] : [Number(left), Number(top)];
    const [x = NaN, y = NaN] = Number.isNaN(place[0]) ? [number('cx'), number('cy')] : place;
    return { numbers: title.textContent ?? '', x, y, width: number('width') };
  });
}

describe('the forest', () => {
  const line = (reader: string, ratio: number | null): StudyFigures['forests'][number]['readers'][number] => ({
    reader,
    reads: [10, 20],
    ratio,
    ciLow: ratio === null ? null : ratio / 1.5,
    ciHigh: ratio === null ? null : ratio * 1.5,
  });
  const forest: StudyFigures['forests'][number] = {
    group: 'residents',
    arms: ['scratch', 'model-draft'],
    overall: null,
    readers: [line('R1', 0.5), line('R2', 1), line('R3', 2), line('R4', null)],
  };

  test('draws ratios on a logarithmic line, one below the other', () => {
    const [half, even, twice, ...more] = marks(forestFigure(forest, 'Residents'));
    expect(more).toEqual([]);
    expect((even?.x ?? 0) - (half?.x ?? 0)).toBeCloseTo((twice?.x ?? 0) - (even?.x ?? 0), 1);
    expect(half?.y).toBeLessThan(even?.y ?? 0);
    expect(even?.y).toBeLessThan(twice?.y ?? 0);
    expect(half?.numbers).toBe('R1: 0.5 (0.333 to 0.75)');
  });

  test('has a row for every reader, those without a ratio too, and says why where there is none at all', () => {
    const { rows } = forestFigure(forest, 'Residents');
    expect(rows.map(([name]) => name)).toEqual(['R1', 'R2', 'R3', 'R4']);
    expect(forestFigure({ ...forest, readers: [line('R4', null)] }, 'Residents').empty).not.toBeNull();
  });

  test('has its scale above it as well where its own is out of sight', () => {
    const scales = (readers: number): number => {
      const many = { ...forest, readers: Array.from({ length: readers }, (_, index) => line(`R${index}`, 1)) };
      const svg = forestFigure(many, 'Residents').draw(paperTheme, 720);
      return [...svg.querySelectorAll('text')].filter(({ textContent }) => textContent === '0.67').length;
    };
    expect([scales(4), scales(40)]).toEqual([1, 2]);
  });

  test('the same data give the same picture', () => {
    const [first, second] = [0, 1].map(() => forestFigure(forest, 'Residents').draw(paperTheme, 720).outerHTML);
    expect(first).toBe(second);
    expect(first).not.toMatch(/NaN|undefined|<style/);
  });
});

test('a scale has its middle step half on each side of zero, shares as wide as they are large', () => {
  const shares = [0.1, 0.2, 0.4, 0.3, 0];
  const rating: StudyFigures['ratings'][number] = {
    item: 'helps',
    label: { en: 'Does it help?' },
    type: 'scale',
    options: shares.map((_, step) => ({ id: String(step), label: { en: `step ${step}` } })),
    rows: [
      {
        group: 'g',
        arm: 'a',
        asked: 10,
        answered: 10,
        mean: 1,
        sd: 1,
        options: shares.map((share, step) => ({ id: String(step), count: share * 10, share, ciLow: 0, ciHigh: 1 })),
      },
    ],
  };
  const figure = ratingFigure(rating, (_group, arm) => arm ?? '');
  const bars = marks(figure);
  // What nobody chose is not drawn.
  expect(bars.map(({ numbers }) => numbers)).toEqual([
    ...['a, step 0: 1 (10.0 %)', 'a, step 1: 2 (20.0 %)', 'a, step 2: 4 (40.0 %)', 'a, step 3: 3 (30.0 %)'],
  ]);
  // Each bar is a pixel narrower than its share, for the gaps.
  const unit = ((bars[2]?.width ?? 0) + 1) / 0.4;
  for (const [step, bar] of bars.entries()) expect(bar.width + 1).toBeCloseTo(unit * (shares[step] ?? 0), 1);
  const zero = Number(
    [...figure.draw(paperTheme, 720).querySelectorAll('line')]
      .filter((each) => each.getAttribute('x1') === each.getAttribute('x2'))
      .at(-1)
      ?.getAttribute('x1'),
  );
  expect((bars[2]?.x ?? 0) + (bars[2]?.width ?? 0) / 2).toBeCloseTo(zero, 0);
});

test('times are boxes from quartile to quartile on a logarithmic line', () => {
  const spread = (reader: string | null, arm: string, q1: number, q3: number): StudyFigures['spreads'][number] => ({
    ...{ group: 'g', arm, reader, reads: 9 },
    ...{ p5: 10, q1, median: Math.sqrt(q1 * q3), q3, p95: 1000 },
  });
  const figure = spreadFigure(
    [spread(null, 'a', 50, 100), spread(null, 'b', 100, 200), spread('R1', 'a', 25, 100)],
    { id: 'g', title: 'Group', arms: ['a', 'b'] },
    (arm) => arm ?? '',
  );
  const [first, second, wide] = marks(figure);
  expect(second?.width).toBeCloseTo(first?.width ?? NaN, 1);
  expect(second?.x).toBeCloseTo((first?.x ?? NaN) + (first?.width ?? NaN), 1);
  expect(wide?.width).toBeCloseTo(2 * (first?.width ?? NaN), 1);
  expect(figure.rows[0]).toEqual(['All readers', 'a', '9', '10.0', '50.0', '70.7', '100.0', '1000.0']);
});

test('the curve over the cap marks that of the protocol', () => {
  const points = [10, 30, 90].map((capSeconds) => ({ capSeconds, ratio: 0.6, ciLow: 0.5, ciHigh: 0.7 }));
  const figure = capFigure({ group: 'g', arms: ['a', 'b'], method: 'm', points }, 'Group', 30);
  // The largest dot is drawn first, so that it hides no other.
  const [own, short, long] = marks(figure);
  expect((own?.x ?? 0) - (short?.x ?? 0)).toBeCloseTo((long?.x ?? 0) - (own?.x ?? 0), 1);
  expect(new Set([short?.y, own?.y, long?.y]).size).toBe(1);
  const radii = [...figure.draw(paperTheme, 720).querySelectorAll('circle')].map((dot) =>
    Number(dot.getAttribute('r')),
  );
  expect(radii[0]).toBeGreaterThan(radii[1] ?? NaN);
  expect(radii[1]).toBe(radii[2]);
});
