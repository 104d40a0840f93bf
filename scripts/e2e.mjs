// The end-to-end tests in the real window: `npm run e2e [-- --spec test/e2e/<name>.spec.ts]`.
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { withDisplay } from './display.mjs';
import { installed, runHere } from './steps.mjs';

/** @param {string[]} args of the WebdriverIO runner @returns {boolean} whether all tests passed */
export function endToEnd(args = []) {
  return runHere(withDisplay([installed('wdio'), 'run', 'test/e2e/wdio.conf.ts', ...args]));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = (await build([], console.log)) && endToEnd(process.argv.slice(2)) ? 0 : 1;
}
