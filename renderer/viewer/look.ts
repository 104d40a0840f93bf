import type { Grey, GreyWindow } from '#core/dicom/grey.ts';
import { fileWindow } from '#core/dicom/grey.ts';
import type { Look } from './filmView.ts';

export type Preset = 'lung' | 'bone' | 'file';

/**
 * Radiographs have no units as CT has, so presets start from the file's own window: lungs are its dark side, bones
 * and mediastinum its bright side, each shown with more contrast.
 */
export function presetLook(grey: Grey, preset: Preset): Look {
  if (preset === 'file') return null;
  const { center, width } = fileWindow(grey);
  const towardsBright = grey.inverted ? -1 : 1;
  const side = preset === 'bone' ? 1 : -1;
  return { center: center + side * towardsBright * 0.18 * width, width: 0.64 * width };
}

/** The window in numbers, also where the file brings a lookup table. */
export function windowOf(grey: Grey, look: Look): GreyWindow {
  return look === null || typeof look === 'number' ? fileWindow(grey) : look;
}

/**
 * A step or a drag: `wider` and `darker` in parts of the file's own window width. Darker is darker on the screen,
 * whichever way round the file stores its greys.
 */
export function changedWindow(
  grey: Grey,
  look: Look,
  shownInverted: boolean,
  wider: number,
  darker: number,
): GreyWindow {
  const own = fileWindow(grey).width;
  const { center, width } = windowOf(grey, look);
  const direction = grey.inverted !== shownInverted ? -1 : 1;
  return { center: center + darker * direction * own, width: Math.max(own / 200, width + wider * own) };
}
