// The end-to-end tests in the real window: `npm run e2e [-- --spec test/e2e/<name>.spec.ts]`.
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { withDisplay } from './display.mjs';
import { installed, runHere } from './steps.mjs';

/** @param {string[]} args of the WebdriverIO runner @returns {boolean} whether all tests passed */
export function endToEnd(args = []) {
  return runHere(withoutNetwork(withDisplay([installed('wdio'), 'run', 'test/e2e/wdio.conf.ts', ...args])));
}

/**
 * The same command in a world that holds this machine only, where Linux lets us: the app works without a network.
 * @param {string[]} command
 * @returns {string[]}
 */
function withoutNetwork(command) {
  const alone = ['unshare', '--net', '--', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
  const [program = '', ...args] = [...alone, 'true'];
  if (spawnSync(program, args).status !== 0) {
    console.log('The network could not be taken away here: the tests run beside it.');
    return command;
  }
  console.log('The network is taken away: the tests run with the loopback interface only.');
  return [...alone, ...command];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = (await build([], console.log)) && endToEnd(process.argv.slice(2)) ? 0 : 1;
}
