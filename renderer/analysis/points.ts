/** A mark of a plot with the numbers that it stands for. */
export interface Point {
  readonly element: SVGElement;
  readonly numbers: string;
}

/**
 * The marks that carry numbers, from left to right and from the top down as they were drawn; their titles are taken
 * off, so that the numbers are said once.
 */
export function pointsOf(svg: SVGSVGElement): Point[] {
  return [...svg.querySelectorAll<SVGElement>('title')].flatMap((title) => {
    const element = title.parentElement as SVGElement | null;
    const numbers = title.textContent ?? '';
    title.remove();
    return element ? [{ element, numbers }] : [];
  });
}

/** The mark nearest to a place in the window. */
export function nearest(points: readonly Point[], x: number, y: number): Point | null {
  let found: Point | null = null;
  let least = Infinity;
  for (const point of points) {
    const { left, right, top, bottom } = point.element.getBoundingClientRect();
    const distance = Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
    if (distance < least) [found, least] = [point, distance];
  }
  return found;
}
