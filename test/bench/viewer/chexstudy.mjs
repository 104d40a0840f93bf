import { FilmLoader } from '#renderer/viewer/filmLoader.ts';
import { FilmView } from '#renderer/viewer/filmView.ts';
import { FITTED, viewportOf } from '#renderer/viewer/geometry.ts';

/** The app's own classes, put together as its viewer pane does. @returns {Promise<import('./page.mjs').Bench>} */
export async function open() {
  const worker = new Worker(new URL('../../../renderer/viewer/decode.worker.ts', import.meta.url), { type: 'module' });
  const loader = new FilmLoader(worker);
  const canvas = document.createElement('canvas');
  canvas.style.cssText = 'width: 100%; height: 100%';
  const view = new FilmView(canvas);
  /** @type {import('#renderer/viewer/filmView.ts').Film} */
  let film;

  /** As in the pane: drawn in the next frame. @returns {Promise<void>} */
  function draw() {
    return new Promise((resolve) => {
      requestAnimationFrame(() => {
        view.render();
        resolve();
      });
    });
  }

  return {
    async show(url, pane) {
      pane.append(canvas);
      film = await loader.load(url, 'film');
      const { rows, columns } = film.pyramid.levels[0];
      const size = { width: pane.clientWidth, height: pane.clientHeight };
      view.setImage(film);
      view.setView(viewportOf({ width: columns, height: rows }, size, FITTED));
      await draw();
    },
    change(window) {
      view.setImage(film);
      view.setWindow(window);
      return draw();
    },
    canvas: () => canvas,
  };
}
