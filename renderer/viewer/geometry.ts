import type { Rectangle, Viewport } from './raster.ts';

/** How a film is looked at, whatever the size of its pane. */
export interface Place {
  /** 1 fits the film into the pane. */
  readonly zoom: number;
  /** The film's point in the pane's middle, as parts of its columns and rows. */
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const FITTED: Place = { zoom: 1, x: 0.5, y: 0.5 };

const SMALLEST_ZOOM = 0.5;
/** Device pixels for one film pixel; beyond it only blur grows. */
const LARGEST_SCALE = 8;

/** Device pixels per film pixel when the film fits. */
export function fitScale(film: Size, pane: Size): number {
  return Math.min(pane.width / film.width, pane.height / film.height);
}

export function viewportOf(film: Size, pane: Size, place: Place): Viewport {
  const scale = fitScale(film, pane) * place.zoom;
  return {
    ...pane,
    scale,
    left: pane.width / 2 - place.x * film.width * scale,
    top: pane.height / 2 - place.y * film.height * scale,
  };
}

/** Zooms by a factor; the film's point at `point` (device pixels in the pane) stays where it is. */
export function zoomAt(film: Size, pane: Size, place: Place, factor: number, point: { x: number; y: number }): Place {
  const fit = fitScale(film, pane);
  const largest = Math.max(1, LARGEST_SCALE / fit);
  const zoom = Math.min(largest, Math.max(SMALLEST_ZOOM, place.zoom * factor));
  const shift = 1 / (fit * place.zoom) - 1 / (fit * zoom);
  return {
    zoom,
    x: inside(place.x + ((point.x - pane.width / 2) * shift) / film.width),
    y: inside(place.y + ((point.y - pane.height / 2) * shift) / film.height),
  };
}

/** Moves the film with the hand, by device pixels. */
export function panBy(film: Size, pane: Size, place: Place, dx: number, dy: number): Place {
  const scale = fitScale(film, pane) * place.zoom;
  return {
    zoom: place.zoom,
    x: inside(place.x - dx / (film.width * scale)),
    y: inside(place.y - dy / (film.height * scale)),
  };
}

/** The middle of the pane never leaves the film. */
function inside(part: number): number {
  return Math.min(1, Math.max(0, part));
}

/** A part of a film, in its pixels, fractions included. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where a part of the film lies in the pane, in device pixels; parts of it may lie outside. */
export function placeOf({ scale, left, top }: Viewport, region: Region): Rectangle {
  return {
    left: left + region.left * scale,
    top: top + region.top * scale,
    width: (region.right - region.left) * scale,
    height: (region.bottom - region.top) * scale,
  };
}

/** What the lens shows: the film around a point of the pane, enlarged, in a square of `size` device pixels. */
export function lensViewport(
  viewport: Viewport,
  point: { x: number; y: number },
  size: number,
  power: number,
): Viewport {
  const scale = viewport.scale * power;
  return {
    width: size,
    height: size,
    scale,
    left: size / 2 - (point.x - viewport.left) * power,
    top: size / 2 - (point.y - viewport.top) * power,
  };
}

export function sameRectangle(a: Rectangle, b: Rectangle): boolean {
  return a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height;
}
