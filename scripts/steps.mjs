// Named steps that run one after the other, and the table that says how each went.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './folders.mjs';

/** @typedef {{ name: string, run: () => boolean | Promise<boolean> }} Step */

/**
 * A step that runs an installed tool on the repository.
 * @param {string} name
 * @param {string} tool a command of node_modules/.bin, or `node`
 * @param {string[]} args
 * @returns {Step}
 */
export function toolStep(name, tool, ...args) {
  return { name, run: () => runTool(tool, args) };
}

/** @param {string} tool @param {string[]} args */
function runTool(tool, args) {
  const windows = process.platform === 'win32';
  const command =
    tool === 'node' ? process.execPath : join(root, 'node_modules', '.bin', windows ? `${tool}.cmd` : tool);
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: windows }).status === 0;
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
