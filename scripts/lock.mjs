import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs `work` while no other process holds `folder`. A lock left by a dead process is taken over.
 * @template T
 * @param {string} folder a folder that exists exactly while the lock is held; its parent is made
 * @param {() => Promise<T>} work
 * @param {() => void} [waiting] called once when another process holds it
 * @returns {Promise<T>}
 */
export async function withLock(folder, work, waiting = () => {}) {
  mkdirSync(join(folder, '..'), { recursive: true });
  for (let tries = 0; !take(folder); tries++) {
    if (tries === 1) waiting();
    if (ownerIsDead(folder)) rmSync(folder, { recursive: true, force: true });
    else await sleep(100);
  }
  try {
    return await work();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder */
function take(folder) {
  try {
    mkdirSync(folder);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false;
    throw thrown;
  }
  writeFileSync(join(folder, 'pid'), String(process.pid));
  return true;
}

/** @param {string} folder */
function ownerIsDead(folder) {
  try {
    const owner = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    if (!owner) return false;
    process.kill(owner, 0);
    return false;
  } catch (thrown) {
    // No such process. A missing file means that the owner is just taking or leaving the lock.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH';
  }
}
