import type { Command } from './keymap.ts';
import type { Viewer } from './viewer.svelte.ts';

/** One press of a key: this part of the file's own window width, of the pane, and this much zoom. */
const WINDOW_STEP = 0.05;
const PAN_STEP = 0.1;
const ZOOM_STEP = 1.2;

const commands: { readonly [C in Command]?: (viewer: Viewer) => void } = {
  narrower: (viewer) => viewer.changeWindow(-WINDOW_STEP, 0),
  wider: (viewer) => viewer.changeWindow(WINDOW_STEP, 0),
  brighter: (viewer) => viewer.changeWindow(0, -WINDOW_STEP),
  darker: (viewer) => viewer.changeWindow(0, WINDOW_STEP),
  lung: (viewer) => viewer.preset('lung'),
  bone: (viewer) => viewer.preset('bone'),
  file: (viewer) => viewer.preset('file'),
  invert: (viewer) => viewer.invert(),
  reset: (viewer) => viewer.reset(),
  fit: (viewer) => viewer.fit(),
  magnifier: (viewer) => viewer.magnify(),
  view1: (viewer) => viewer.show(0),
  view2: (viewer) => viewer.show(1),
  view3: (viewer) => viewer.show(2),
  view4: (viewer) => viewer.show(3),
  nextView: (viewer) => viewer.showNext(),
  layout: (viewer) => viewer.toggleLayout(),
  marks: (viewer) => viewer.toggleMarks(),
  zoomIn: (viewer) => viewer.zoom(ZOOM_STEP),
  zoomOut: (viewer) => viewer.zoom(1 / ZOOM_STEP),
  panLeft: (viewer) => viewer.panByParts(PAN_STEP, 0),
  panRight: (viewer) => viewer.panByParts(-PAN_STEP, 0),
  panUp: (viewer) => viewer.panByParts(0, PAN_STEP),
  panDown: (viewer) => viewer.panByParts(0, -PAN_STEP),
};

/** Does what the key means to the image; false when it means something else. */
export function obey(viewer: Viewer, command: Command): boolean {
  const act = commands[command];
  if (!act || viewer.pictures.length === 0) return false;
  act(viewer);
  viewer.finishActSoon();
  return true;
}
