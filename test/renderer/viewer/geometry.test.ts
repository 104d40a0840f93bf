import { describe, expect, test } from 'vitest';
import { FITTED, lensViewport, panBy, placeOf, viewportOf, zoomAt } from '#renderer/viewer/geometry.ts';

const film = { width: 2000, height: 2500 };
const pane = { width: 800, height: 500 };

/** The film's point under a point of the pane. */
function filmPoint(place: typeof FITTED, point: { x: number; y: number }) {
  const { left, top, scale } = viewportOf(film, pane, place);
  return { x: (point.x - left) / scale, y: (point.y - top) / scale };
}

test('a fitted film stands in the middle and touches two sides', () => {
  expect(viewportOf(film, pane, FITTED)).toEqual({ width: 800, height: 500, scale: 0.2, left: 200, top: 0 });
});

test('zooming keeps the point under the pointer', () => {
  const point = { x: 500, y: 320 };
  const before = filmPoint(FITTED, point);
  const place = zoomAt(film, pane, FITTED, 3, point);
  const after = filmPoint(place, point);
  expect(after.x).toBeCloseTo(before.x, 9);
  expect(after.y).toBeCloseTo(before.y, 9);
  expect(viewportOf(film, pane, place).scale).toBeCloseTo(0.6, 12);
});

test('zoom stays between half the fitted size and eight screen pixels a film pixel', () => {
  expect(zoomAt(film, pane, FITTED, 1e-6, { x: 0, y: 0 }).zoom).toBe(0.5);
  const place = zoomAt(film, pane, FITTED, 1e6, { x: 400, y: 250 });
  expect(viewportOf(film, pane, place).scale).toBeCloseTo(8, 12);
});

describe('panning', () => {
  test('the film follows the hand', () => {
    const place = { zoom: 4, x: 0.5, y: 0.5 };
    const before = viewportOf(film, pane, place);
    const after = viewportOf(film, pane, panBy(film, pane, place, 30, -12));
    expect(after.left - before.left).toBeCloseTo(30, 9);
    expect(after.top - before.top).toBeCloseTo(-12, 9);
  });

  test('the film is never lost', () => {
    expect(panBy(film, pane, FITTED, 1e9, -1e9)).toEqual({ zoom: 1, x: 0, y: 1 });
  });
});

test('the lens shows the point under the pointer in its middle', () => {
  const viewport = viewportOf(film, pane, FITTED);
  const lens = lensViewport(viewport, { x: 500, y: 320 }, 260, 2.5);
  const { x, y } = filmPoint(FITTED, { x: 500, y: 320 });
  expect([lens.left + x * lens.scale, lens.top + y * lens.scale]).toEqual([130, 130]);
});

test('a part of the film lies where its corners are seen, in every place of the film', () => {
  const region = { left: 200, top: 500, right: 1000, bottom: 1750 };
  // Fitted, by hand: a fifth of the size, 200 pixels in from the left.
  expect(placeOf(viewportOf(film, pane, FITTED), region)).toEqual({ left: 240, top: 100, width: 160, height: 250 });
  const place = panBy(film, pane, zoomAt(film, pane, FITTED, 3, { x: 500, y: 320 }), 37, -81);
  const { left, top, width, height } = placeOf(viewportOf(film, pane, place), region);
  for (const [point, x, y] of [
    [{ x: left, y: top }, 200, 500],
    [{ x: left + width, y: top + height }, 1000, 1750],
  ] as const) {
    expect(filmPoint(place, point).x).toBeCloseTo(x, 9);
    expect(filmPoint(place, point).y).toBeCloseTo(y, 9);
  }
});
