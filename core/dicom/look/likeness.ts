import type { ChestView } from '../view.ts';
import { mirrorLikeness, type GreyPicture } from './mirror.ts';

/** A lateral is taken upright: one so much wider than high is hardly one. */
const LANDSCAPE = 1.15;
/** So nearly symmetric is no lateral, so little no frontal film that is also high and narrow. */
const SYMMETRIC = 0.85;
const LOPSIDED = 0.35;

/**
 * Whether a film looks unlike the view that it is said to be. A hint and no reading of the film: shape and symmetry
 * alone. Rotated patients make a frontal film lopsided, so that alone says nothing; OTHER is never judged.
 */
export function looksUnlike(picture: GreyPicture, view: ChestView): boolean {
  const { rows, columns } = picture;
  if (view === 'LATERAL') return columns >= LANDSCAPE * rows || mirrorLikeness(picture) >= SYMMETRIC;
  if (view === 'OTHER' || rows < LANDSCAPE * columns) return false;
  return mirrorLikeness(picture) < LOPSIDED;
}
