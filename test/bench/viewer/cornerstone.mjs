import { Enums, RenderingEngine, init, setUseCPURendering } from '@cornerstonejs/core';
import { init as initLoader } from '@cornerstonejs/dicom-image-loader';

/** cornerstone3D with a stack viewport, set up as its own tutorials do. @param {boolean} cpu @returns {Promise<import('./page.mjs').Bench>} */
export async function open(cpu) {
  await init({ rendering: { useCPURendering: cpu } });
  setUseCPURendering(cpu);
  initLoader({ maxWebWorkers: 1 });
  const element = document.createElement('div');
  element.style.cssText = 'width: 100%; height: 100%';
  /** @type {import('@cornerstonejs/core').Types.IStackViewport} */
  let viewport;

  /** @param {() => void} act @returns {Promise<void>} */
  function drawn(act) {
    return new Promise((resolve) => {
      element.addEventListener(Enums.Events.IMAGE_RENDERED, () => resolve(), { once: true });
      act();
    });
  }

  return {
    async show(url, pane) {
      pane.append(element);
      const engine = new RenderingEngine('bench');
      engine.enableElement({ viewportId: 'film', type: Enums.ViewportType.STACK, element });
      viewport = engine.getViewport('film');
      await viewport.setStack([`wadouri:${url}`]);
      await drawn(() => viewport.render());
    },
    change({ center, width }) {
      return drawn(() => {
        viewport.setProperties({ voiRange: { lower: center - width / 2, upper: center + width / 2 } });
        viewport.render();
      });
    },
    canvas: () => viewport.getCanvas(),
  };
}
