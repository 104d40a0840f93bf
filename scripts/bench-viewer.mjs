// The viewer against cornerstone3D on the same film, in the real window: `npm run bench:viewer [-- rounds]`.
// What is measured, and how fair it is, stands in test/bench/README.md.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withDisplay } from './display.mjs';
import { root } from './folders.mjs';
import { electronBinary, findRuntime } from './runtime.mjs';
import { setUp } from './setup.mjs';

const source = join(root, 'test', 'bench', 'viewer');
const out = join(root, 'out', 'bench-viewer');
const viewers = ['chexstudy', 'cornerstone3D WebGL', 'cornerstone3D CPU'];
/** Ours must stay under it: one frame at 60 a second. */
const bound = 16;

/** The rivals, from their own lockfile; nothing else of the project needs them. */
function installRivals() {
  const lock = readFileSync(join(source, 'package-lock.json'), 'utf8');
  const stamp = join(source, 'node_modules', '.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('installing the rivals (test/bench/viewer)');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync(npm, args, { cwd: source, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error('the rivals could not be installed');
  writeFileSync(stamp, lock);
}

/** A phantom of 2500 x 3000 pixels and 16 bits as an uncompressed DICOM file. */
async function writeFilm() {
  const esbuild = await import('esbuild');
  const outfile = join(out, 'film.mjs');
  const contents = `
    import { encodeDicom, greyFrames } from '#core/dicom/encapsulate.ts';
    import { explicitLittle } from '#core/dicom/syntaxes.ts';
    import { renderPhantom } from '#models/training/phantom.ts';
    export function film() {
      const spec = { patient: 4, exposure: 2, view: 'PA', sex: 'M', age: 61, findings: [] };
      const { pixels, rows, columns } = renderPhantom(spec, 2500, 3000);
      // The phantom has 12 bits; the low bits of a real 16-bit film are noise.
      const data = pixels.map((value, index) => (value << 4) | ((index * 2654435761) >>> 28));
      const frames = greyFrames({ rows, columns, bitsStored: 16, photometric: 'MONOCHROME2', data });
      const header = {
        SOPClassUID: '1.2.840.10008.5.1.4.1.1.1.1', SOPInstanceUID: '2.25.1', StudyInstanceUID: '2.25.2',
        SeriesInstanceUID: '2.25.3', Modality: 'DX', BodyPartExamined: 'CHEST', ViewPosition: 'PA',
        ImagerPixelSpacing: [0.14, 0.14], RescaleIntercept: 0, RescaleSlope: 1, WindowCenter: 31457, WindowWidth: 60292,
      };
      return encodeDicom(header, frames, explicitLittle, null);
    }`;
  const stdin = { contents, resolveDir: root, loader: /** @type {const} */ ('ts') };
  await esbuild.build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
  const { film } = await import(pathToFileURL(outfile).href);
  writeFileSync(join(out, 'site', 'film.dcm'), await film());
}

async function buildPage() {
  const vite = await import('vite');
  await vite.build({
    root: source,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '#renderer': join(root, 'renderer') } },
    worker: { format: 'es' },
    build: {
      outDir: join(out, 'site'),
      emptyOutDir: true,
      target: 'chrome130',
      chunkSizeWarningLimit: 10000,
      rolldownOptions: { input: join(source, 'page.html') },
    },
  });
}

const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** The page on this machine only. @returns {Promise<{ origin: string, close: () => void }>} */
function serve() {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    const file = join(out, 'site', path);
    if (path.includes('..') || !existsSync(file)) return void response.writeHead(404).end();
    const type = types[/** @type {keyof typeof types} */ (extname(file))] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(readFileSync(file));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      resolve({ origin: `http://127.0.0.1:${port}`, close: () => server.close() });
    });
  });
}

/** @param {object} plan @returns {Promise<number | null>} */
function openWindow(plan) {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const [command, ...args] = withDisplay([electronBinary(), ...sandbox, source]);
  const env = { ...process.env, BENCH_PLAN: JSON.stringify(plan) };
  return new Promise((resolve) => {
    const child = spawn(/** @type {string} */ (command), args, { env, stdio: ['ignore', 'inherit', 'pipe'] });
    // Without a desktop Chromium complains of the bus and the GPU; the lines say nothing of the bench.
    child.stderr.on('data', (data) => {
      const lines = String(data)
        .split('\n')
        .filter((line) => line && !/bus\.cc|gpu|GPU|vulkan|dbus|gles2/.test(line));
      if (lines.length > 0) console.error(lines.join('\n'));
    });
    child.on('close', resolve);
  });
}

/** @param {number[]} values @param {number} share */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/**
 * @typedef {{ viewer: string, round: number, first: number, times: number[], frame: number, greys: number[], size: number[] }} Round
 * @typedef {{ rounds: Round[], electron: string, chrome: string, gpu: Record<string, string> }} Result
 */

/** @param {Result} result */
function summary(result) {
  return viewers.map((viewer) => {
    const rounds = result.rounds.filter((each) => each.viewer === viewer);
    const times = rounds.flatMap((each) => each.times);
    return {
      viewer,
      median: quantile(times, 0.5),
      p95: quantile(times, 0.95),
      changes: times.length,
      frame: quantile(
        rounds.map((each) => each.frame),
        0.5,
      ),
      first: quantile(
        rounds.map((each) => each.first),
        0.5,
      ),
      greys: rounds[0]?.greys ?? [],
    };
  });
}

/** @param {ReturnType<typeof summary>} rows */
function printTable(rows) {
  const ours = rows[0]?.median ?? NaN;
  const line = (/** @type {(string | number)[]} */ cells) =>
    cells.map((cell, index) => (index === 0 ? String(cell).padEnd(21) : String(cell).padStart(15))).join('');
  console.log(line(['', 'change median', 'change p95', 'ratio', 'frame in drag', 'first image']));
  for (const { viewer, median, p95, frame, first } of rows) {
    const cells = [median, p95, median / ours, frame, first].map((value) => value.toFixed(1));
    console.log(
      line([viewer, `${cells[0]} ms`, `${cells[1]} ms`, `${cells[2]} x`, `${cells[3]} ms`, `${cells[4]} ms`]),
    );
  }
}

/** The viewers must have shown the same: the largest mean difference of greys from ours. @param {ReturnType<typeof summary>} rows */
function greyDifference(rows) {
  const ours = rows[0]?.greys ?? [];
  const differences = rows.slice(1).map(({ greys }) => {
    return ours.reduce((sum, value, index) => sum + Math.abs(value - (greys[index] ?? 0)), 0) / ours.length;
  });
  return Math.max(...differences);
}

/** @param {Result} result */
function printMachine(result) {
  const { dependencies } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const runtime = findRuntime();
  console.log(
    `machine: ${cpus().length} x ${cpus()[0]?.model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform} ${release()}, load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}`,
  );
  console.log(
    `Electron ${result.electron} (${runtime?.source}), Chrome ${result.chrome}; WebGL: ${result.gpu['webgl']}, 2D canvas: ${result.gpu['2d_canvas']}, compositing: ${result.gpu['gpu_compositing']}`,
  );
  console.log(
    `chexstudy ${version}, @cornerstonejs/core ${dependencies['@cornerstonejs/core']}, dicom-image-loader ${dependencies['@cornerstonejs/dicom-image-loader']}`,
  );
}

async function bench() {
  const rounds = Number(process.argv[2] ?? 5);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`rounds: ${process.argv[2]} is no whole number above 0`);
  installRivals();
  mkdirSync(out, { recursive: true });
  await buildPage();
  await writeFilm();
  const { origin, close } = await serve();
  const file = join(out, 'result.json');
  const status = await openWindow({ origin, viewers, rounds, counts: { warm: 5, changes: 40, frames: 40 }, out: file });
  close();
  if (status !== 0) throw new Error(`the window ended with ${status}`);
  /** @type {Result} */
  const result = JSON.parse(readFileSync(file, 'utf8'));
  const rows = summary(result);
  const difference = greyDifference(rows);
  console.log(
    `\n2500 x 3000 film, 16 bit, shown in 1000 x 800; ${rows[0]?.changes} window changes each, in ${rounds} interleaved rounds`,
  );
  printTable(rows);
  printMachine(result);
  console.log(`greys differ by ${difference.toFixed(1)} of 255 on average where they differ most`);
  const fast = (rows[0]?.median ?? Infinity) < bound;
  console.log(`${fast ? 'passed' : 'FAILED'}: median change ${rows[0]?.median.toFixed(1)} ms, bound ${bound} ms`);
  return fast && difference < 8;
}

try {
  process.exitCode = (await setUp({ driver: false })) && (await bench()) ? 0 : 1;
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : thrown);
  process.exitCode = 1;
}
