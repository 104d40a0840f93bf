// Named steps, and the table that says how each went.
import { spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { root } from './folders.mjs';

/**
 * `beside`: it needs one core only and nothing from its neighbours in the list, so that they may run at the same time.
 * @typedef {{ name: string, run: () => boolean | Promise<boolean>, beside?: boolean }} Step
 */

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

/**
 * The same without holding up others: what it prints is shown when it has ended.
 * @param {string} name
 * @param {string[]} command
 * @returns {Promise<boolean>} whether it passed
 */
function runAside(name, [program = '', ...args]) {
  return new Promise((resolve) => {
    /** @type {Buffer[]} */
    const printed = [];
    const child = spawn(program, args, { cwd: root, shell: program.endsWith('.cmd') });
    child.stdout.on('data', (bytes) => printed.push(bytes));
    child.stderr.on('data', (bytes) => printed.push(bytes));
    child.on('error', () => resolve(false));
    child.on('close', (code) => {
      console.log(`\n== ${name}`);
      process.stdout.write(Buffer.concat(printed));
      resolve(code === 0);
    });
  });
}

/** @param {string} name @param {string} tool @param {string[]} args @returns {Step} */
export function toolStep(name, tool, ...args) {
  return { name, run: () => runHere([installed(tool), ...args]) };
}

/** @param {string} name @param {string} tool @param {string[]} args @returns {Step} */
export function besideStep(name, tool, ...args) {
  return { name, beside: true, run: () => runAside(name, [installed(tool), ...args]) };
}

/**
 * Runs all steps, also after one has failed, and prints a table of them.
 * @param {Step[]} steps
 * @returns {Promise<boolean>} whether all passed
 */
export async function runSteps(steps) {
  /** @type {{ name: string, passed: boolean, seconds: number }[]} */
  const results = [];
  /** @param {Step} step */
  async function take({ name, run, beside }) {
    if (!beside) console.log(`\n== ${name}`);
    const started = process.hrtime.bigint();
    const passed = await run();
    results.push({ name, passed, seconds: Number(process.hrtime.bigint() - started) / 1e9 });
  }
  for (const batch of batches(steps)) {
    const takeNext = async () => {
      for (let step = batch.shift(); step; step = batch.shift()) await take(step);
    };
    await Promise.all(Array.from({ length: availableParallelism() }, takeNext));
  }
  console.log('');
  for (const { name, passed, seconds } of results) {
    console.log(`${passed ? 'passed' : 'FAILED'}  ${name.padEnd(16)} ${seconds.toFixed(1).padStart(7)} s`);
  }
  return results.every((result) => result.passed);
}

/** Steps that may run at the same time, in the order in which they begin. @param {Step[]} steps @returns {Step[][]} */
function batches(steps) {
  /** @type {Step[][]} */
  const found = [];
  for (const step of steps) {
    const last = found.at(-1);
    if (step.beside && last?.at(-1)?.beside) last.push(step);
    else found.push([step]);
  }
  return found;
}
