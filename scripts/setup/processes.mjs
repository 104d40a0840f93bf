import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs a command and gives what it printed. `say` gets a line now and then while it runs.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, seconds?: number, busy?: (seconds: number) => void }} [options]
 * @returns {Promise<{ passed: boolean, output: string, lastLine: string }>}
 */
export async function runCommand(command, args, { cwd, env, seconds, busy } = {}) {
  const started = process.hrtime.bigint();
  const elapsed = () => Math.round(Number(process.hrtime.bigint() - started) / 1e9);
  const ticking = busy ? setInterval(() => busy(elapsed()), 10_000) : undefined;
  const child = spawn(command, args, {
    cwd,
    env: env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(seconds ? { timeout: seconds * 1000 } : {}),
    // npm is a .cmd file on Windows, which only a shell starts.
    shell: process.platform === 'win32',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  }
  try {
    const [code] = await once(child, 'close');
    return { passed: code === 0, output, lastLine: lastLineOf(output) };
  } catch (thrown) {
    return { passed: false, output, lastLine: thrown instanceof Error ? thrown.message : String(thrown) };
  } finally {
    clearInterval(ticking);
  }
}

/** The last line that tells something. @param {string} output */
function lastLineOf(output) {
  const lines = output.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.includes('complete log of this run')).at(-1) ?? 'no output';
}
