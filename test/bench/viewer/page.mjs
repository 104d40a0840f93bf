// One viewer in the window, measured. The query names the viewer; the bench calls window.measure().
import { instantFrames, nextFrame, pause } from './frames.mjs';

/**
 * What a viewer must do here: show the film so that it is drawn when the promise is kept, show it with another window
 * so that it is drawn when the promise is kept, and name the canvas on screen.
 * @typedef {{
 *   show(url: string, pane: HTMLElement): Promise<void>,
 *   change(window: { center: number, width: number }): Promise<void>,
 *   canvas(): HTMLCanvasElement,
 * }} Bench
 */

/** @type {Record<string, () => Promise<{ open(): Promise<Bench> }>>} */
const viewers = {
  chexstudy: () => import('./chexstudy.mjs'),
  'cornerstone3D WebGL': () => import('./cornerstone.mjs').then(({ open }) => ({ open: () => open(false) })),
  'cornerstone3D CPU': () => import('./cornerstone.mjs').then(({ open }) => ({ open: () => open(true) })),
};

const middle = 31457;
const wide = 60292;

/** Windows of a drag there and back; every step differs from the one before. @param {number} step */
function windowAt(step) {
  const swing = Math.abs(((step * 7) % 40) - 20) / 20;
  return { center: Math.round(middle * (0.75 + 0.5 * swing)), width: Math.round(wide * (0.55 + 0.45 * swing)) };
}

/** Grey values at some places; reading them makes the browser finish all drawing that it had put off. @param {HTMLCanvasElement} canvas */
function greysOf(canvas) {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('the canvas on screen has no 2d context');
  return [0.3, 0.4, 0.5, 0.6, 0.7].flatMap((across) =>
    [0.35, 0.55, 0.75].map((down) => {
      return (
        context.getImageData(Math.round(across * canvas.width), Math.round(down * canvas.height), 1, 1).data[0] ?? 0
      );
    }),
  );
}

/** @param {HTMLCanvasElement} canvas */
function finish(canvas) {
  const context = canvas.getContext('2d');
  return context?.getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1).data[0] ?? 0;
}

/** @param {{ warm: number, changes: number, frames: number }} counts */
async function measure({ warm, changes, frames }) {
  const name = new URL(location.href).searchParams.get('viewer') ?? '';
  const pane = document.getElementById('pane');
  const load = viewers[name];
  if (!pane || !load) throw new Error(`no viewer ${name}`);
  const { open } = await load();
  const bench = await open();
  const started = performance.now();
  await bench.show(new URL('film.dcm', location.href).href, pane);
  finish(bench.canvas());
  const first = performance.now() - started;

  const restore = instantFrames();
  const times = [];
  for (let step = 0; step < warm + changes; step++) {
    await pause();
    const before = performance.now();
    await bench.change(windowAt(step));
    finish(bench.canvas());
    if (step >= warm) times.push(performance.now() - before);
  }
  restore();

  await nextFrame();
  const dragged = performance.now();
  // A change is drawn in a frame callback and its promise kept there: the next one is drawn in the next frame.
  for (let step = 0; step < frames; step++) await bench.change(windowAt(step));
  const frame = (performance.now() - dragged) / frames;

  await bench.change({ center: middle, width: wide });
  const canvas = bench.canvas();
  return { first, times, frame, greys: greysOf(canvas), size: [canvas.width, canvas.height] };
}

Object.assign(window, { measure });
