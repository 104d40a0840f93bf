// Named steps that run one after the other, and the table that says how each went.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './folders.mjs';

/** @typedef {{ name: string, run: () => boolean | Promise<boolean> }} Step */

/** Path of an installed tool. @param {string} tool a command of node_modules/.bin */
export function installed(tool) {
  return join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${tool}.cmd` : tool);
}

/**
 * Runs a command on the repository, in sight of the user.
 * @param {string[]} command
 * @returns {boolean} whether it passed
 */
export function runHere([program = '', ...args]) {
  // .cmd files start from a shell only.
  const { status } = spawnSync(program, args, { cwd: root, stdio: 'inherit', shell: program.endsWith('.cmd') });
  return status === 0;
}

/** @param {string} name @param {string} tool @param {string[]} args @returns {Step} */
export function toolStep(name, tool, ...args) {
  return { name, run: () => runHere([installed(tool), ...args]) };
}

/**
 * Runs all steps, also after one has failed, and prints a table of them.
 * @param {Step[]} steps
 * @returns {Promise<boolean>} whether all passed
 */
export async function runSteps(steps) {
  /** @type {{ name: string, passed: boolean, seconds: number }[]} */
  const results = [];
  for (const step of steps) {
    console.log(`\n== ${step.name}`);
    const started = process.hrtime.bigint();
    const passed = await step.run();
    results.push({ name: step.name, passed, seconds: Number(process.hrtime.bigint() - started) / 1e9 });
  }
  console.log('');
  for (const { name, passed, seconds } of results) {
    console.log(`${passed ? 'passed' : 'FAILED'}  ${name.padEnd(16)} ${seconds.toFixed(1).padStart(7)} s`);
  }
  return results.every((result) => result.passed);
}
