/** A film while it is made: `density` is the path length through tissue, water = 1, in units of half the film's width. */
export interface Film {
  readonly rows: number;
  readonly columns: number;
  readonly density: Float32Array;
  /** Path length through air-holding lung. */
  readonly air: Float32Array;
  /** Share (0 to 1) of that air which disease has replaced. */
  readonly filled: Float32Array;
  readonly camera: Camera;
  /** Vessels, seen only as far as there is air around them. */
  readonly vessels: Float32Array;
  /** For strokes: 1 - (distance / radius)^2 and radius of the stroke that is being drawn. */
  readonly depth: Float32Array;
  readonly radius: Float32Array;
}

/** From the patient to pixels: a small turn, a shift and a scale; the ray runs along the third axis. */
export interface Camera {
  readonly lateral: boolean;
  /** Pixels in one unit. */
  readonly scale: number;
  readonly cosine: number;
  readonly sine: number;
  readonly column: number;
  readonly row: number;
}

export function newFilm(rows: number, columns: number, camera: Camera): Film {
  const pixels = rows * columns;
  return {
    rows,
    columns,
    camera,
    density: new Float32Array(pixels),
    air: new Float32Array(pixels),
    filled: new Float32Array(pixels),
    vessels: new Float32Array(pixels),
    depth: new Float32Array(pixels),
    radius: new Float32Array(pixels),
  };
}
