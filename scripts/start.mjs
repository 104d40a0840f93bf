// `npm start`: the app, from a clean clone on. Without a display a simulated reader shows it (see the tour).
import { hasDisplay, withDisplay } from './display.mjs';
import { root } from './folders.mjs';
import { electronBinary } from './runtime.mjs';
import { setUp } from './setup.mjs';

/** @param {string[]} args @returns {Promise<boolean>} */
async function start(args) {
  // Imported after set-up only: it needs packages.
  const { build } = await import('./build.mjs');
  const { runHere } = await import('./steps.mjs');
  if (!(await build([], console.log))) return false;
  if (hasDisplay()) {
    // Chromium's sandbox can't be had as root.
    const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    return runHere([electronBinary(), ...flags, root, ...args]);
  }
  console.log('There is no display here: a simulated reader reads the demo study in a window in memory.');
  return runHere(withDisplay([process.execPath, 'dist/tour.mjs', ...args]));
}

process.exitCode = (await setUp({ driver: !hasDisplay() })) && (await start(process.argv.slice(2))) ? 0 : 1;
