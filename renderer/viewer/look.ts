import { fileWindow, type Grey, type Look } from '#core/dicom/grey.ts';
import type { GreyWindow } from '#core/dicom/window.ts';

export type Preset = 'lung' | 'bone' | 'file';

/** What a preset makes of the look that is on the screen. */
export function presetLook(grey: Grey, preset: Preset, current: Look): Look {
  return preset === 'file' ? nextOfFile(grey, current) : chestLook(grey, preset);
}

/**
 * Radiographs have no units as CT has, so chest presets start from the file's own window: lungs are its dark side,
 * bones and mediastinum its bright side, each shown with more contrast.
 */
function chestLook(grey: Grey, preset: 'lung' | 'bone'): GreyWindow {
  const own = fileWindow(grey);
  const side = (preset === 'bone') !== grey.inverted ? 1 : -1;
  return { ...own, center: own.center + side * 0.18 * own.width, width: 0.64 * own.width };
}

/** The file's first look; from there on through the other tables and windows that it brings. */
function nextOfFile(grey: Grey, current: Look): Look {
  const [first, ...tables] = grey.luts.keys();
  const looks: Look[] = [null, ...tables, ...(first === undefined ? grey.windows.slice(1) : grey.windows)];
  return looks[looks.indexOf(current) + 1] ?? null;
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
  const window = windowOf(grey, look);
  const direction = grey.inverted !== shownInverted ? -1 : 1;
  return {
    ...window,
    center: window.center + darker * direction * own,
    width: Math.max(own / 200, window.width + wider * own),
  };
}
