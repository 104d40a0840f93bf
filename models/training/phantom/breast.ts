import type { Anatomy } from './anatomy.ts';
import type { Film } from './film.ts';
import { ramp } from './maths.ts';

/** Breast shadows: half a spheroid on each side, thin at the top and with a crisp lower fold. */
export function drawBreasts(film: Film, anatomy: Anatomy): void {
  if (anatomy.breast === 0 || film.camera.lateral) return;
  const { rows, columns, camera, density } = film;
  const wide = 0.27 + 0.09 * anatomy.breast;
  const high = 0.22 + 0.13 * anatomy.breast;
  const middle = anatomy.domeRight - 0.14 + 0.1 * anatomy.breast;
  const thick = 0.05 + 0.12 * anatomy.breast;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const offX = (column - camera.column) / camera.scale;
      const offY = (row - camera.row) / camera.scale;
      const across = offX * camera.cosine + offY * camera.sine;
      const down = (offY * camera.cosine - offX * camera.sine - middle) / high;
      if (down < -1 || down > 1) continue;
      const off = ((across < 0 ? -across : across) - 0.47) / wide;
      const square = off * off + down * down;
      if (square >= 1) continue;
      const pixel = row * columns + column;
      density[pixel] =
        (density[pixel] as number) + thick * Math.sqrt(1 - square) * (0.25 + 0.75 * ramp(-0.9, 0.5, down));
    }
  }
}
