/**
 * Until the returned function is called, frame callbacks run in the next task and don't wait for the screen: what is
 * timed is work, not the up to 16.7 ms until the screen's next refresh, and for every viewer alike.
 */
export function instantFrames() {
  const { requestAnimationFrame, cancelAnimationFrame } = window;
  const channel = new MessageChannel();
  /** @type {Map<number, FrameRequestCallback>} */
  const waiting = new Map();
  let last = 0;
  channel.port1.onmessage = () => {
    const due = [...waiting.values()];
    waiting.clear();
    for (const callback of due) callback(performance.now());
  };
  window.requestAnimationFrame = (callback) => {
    waiting.set(++last, callback);
    channel.port2.postMessage(null);
    return last;
  };
  window.cancelAnimationFrame = (id) => void waiting.delete(id);
  return () => Object.assign(window, { requestAnimationFrame, cancelAnimationFrame });
}

/** @returns {Promise<void>} */
export function nextFrame() {
  return new Promise((resolve) => requestAnimationFrame(() => resolve()));
}

/** Time for what a change has left behind, so that it doesn't count for the next one. @returns {Promise<void>} */
export function pause() {
  return new Promise((resolve) => setTimeout(resolve, 8));
}
