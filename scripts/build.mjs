// Builds the app and the command line into dist/, skipping what is up to date.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './folders.mjs';
import { withLock } from './lock.mjs';

const dist = join(root, 'dist');
const shared = ['package.json', 'package-lock.json', 'scripts/build.mjs', 'core', 'models', 'studies'];

/** Loaded at run time: they stay in node_modules, being native, wasm, or the runtime itself. */
const external = ['electron', 'libsql', 'onnxruntime-node', '@cornerstonejs/*', '#scripts/*'];

// Bundled CommonJS packages ask for Node's own modules by `require`, which ES modules do not have.
const requireBanner =
  "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);";

/** @typedef {{ name: string, output: string, sources: string[], build: (output: string) => Promise<void> }} Target */

/** @type {Target[]} */
const targets = [
  {
    name: 'main',
    output: 'main/index.mjs',
    sources: [...shared, 'main'],
    build: (output) => bundle('main/index.ts', output, 'esm'),
  },
  {
    name: 'preload',
    output: 'main/preload.cjs',
    sources: [...shared, 'main/electron/preload.ts'],
    build: (output) => bundle('main/electron/preload.ts', output, 'cjs'),
  },
  {
    name: 'cli',
    output: 'cli.mjs',
    sources: [...shared, 'main'],
    build: (output) => bundle('main/cli.ts', output, 'esm'),
  },
  {
    name: 'model-runtime',
    output: 'model-runtime.mjs',
    sources: [...shared, 'main'],
    build: (output) => bundle('main/services/model/runtime/worker.ts', output, 'esm'),
  },
  {
    name: 'figures-worker',
    output: 'figures-worker.mjs',
    sources: [...shared, 'main'],
    build: (output) => bundle('main/services/figuresWorker.ts', output, 'esm'),
  },
  {
    name: 'power-worker',
    output: 'power-worker.mjs',
    sources: [...shared, 'main'],
    build: (output) => bundle('main/services/powerWorker.ts', output, 'esm'),
  },
  {
    name: 'bench-worker',
    output: 'bench-worker.mjs',
    sources: [...shared, 'main'],
    build: (output) => bundle('main/services/bench/jobsWorker.ts', output, 'esm'),
  },
  {
    name: 'study-worker',
    output: 'study-worker.mjs',
    sources: [...shared, 'main'],
    build: (output) => bundle('main/services/studyJobsWorker.ts', output, 'esm'),
  },
  {
    name: 'instruct-worker',
    output: 'instruct-worker.mjs',
    sources: [...shared, 'main'],
    build: (output) => bundle('main/services/instruct/partWorker.ts', output, 'esm'),
  },
  {
    name: 'tour',
    output: 'tour.mjs',
    sources: [...shared, 'test/e2e/support'],
    build: (output) => bundle('test/e2e/support/tour.ts', output, 'esm', { packages: 'external' }),
  },
  {
    name: 'renderer',
    output: 'renderer',
    sources: [...shared, 'renderer', 'vite.config.ts', 'svelte.config.js'],
    build: buildRenderer,
  },
];

/**
 * Builds the named targets (all when none is named), and says what is wrong with the source if it can't.
 * @param {string[]} names
 * @param {(line: string) => void} say
 * @returns {Promise<boolean>} whether it could be built
 */
export async function build(names = [], say = () => {}) {
  const wanted = targets.filter((target) => names.length === 0 || names.includes(target.name));
  const digests = new Map();
  try {
    await withLock(join(dist, '.lock'), () => Promise.all(wanted.map((target) => buildTarget(target, digests, say))));
    return true;
  } catch (thrown) {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    return false;
  }
}

/** @param {Target} target @param {Map<string, string>} digests @param {(line: string) => void} say */
async function buildTarget(target, digests, say) {
  const output = join(dist, target.output);
  const stampFile = join(dist, '.stamps', target.name);
  const stamp = digestOf(target.sources, digests);
  if (existsSync(output) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  const started = process.hrtime.bigint();
  // Built aside and then renamed, so that nobody runs or reads a half-written build.
  const aside = join(dist, `.${target.name}-${process.pid}`, target.output);
  await target.build(aside);
  mkdirSync(dirname(output), { recursive: true });
  rmSync(output, { recursive: true, force: true });
  renameSync(aside, output);
  if (existsSync(`${aside}.map`)) renameSync(`${aside}.map`, `${output}.map`);
  rmSync(join(dist, `.${target.name}-${process.pid}`), { recursive: true, force: true });
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
  say(`built ${target.name} in ${(Number(process.hrtime.bigint() - started) / 1e9).toFixed(1)} s`);
}

/** @param {string} entry @param {string} outfile @param {'esm' | 'cjs'} format @param {import('esbuild').BuildOptions} options */
async function bundle(entry, outfile, format, options = {}) {
  const esbuild = await import('esbuild');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    format,
    bundle: true,
    platform: 'node',
    target: 'node20',
    external,
    sourcemap: true,
    logLevel: 'silent',
    ...options,
    ...(format === 'esm' ? { banner: { js: requireBanner } } : {}),
  });
}

/** @param {string} outDir */
async function buildRenderer(outDir) {
  const vite = await import('vite');
  await vite.build({
    root: join(root, 'renderer'),
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'silent',
    build: { outDir, emptyOutDir: true },
  });
}

/**
 * One hash over names and contents of all source files. Most targets have the same sources: each is read once.
 * @param {string[]} sources
 * @param {Map<string, string>} known
 */
function digestOf(sources, known) {
  const hash = createHash('sha256');
  for (const source of sources) {
    const digest = known.get(source) ?? digestOfSource(source);
    known.set(source, digest);
    hash.update(digest);
  }
  return hash.digest('hex');
}

/** @param {string} source */
function digestOfSource(source) {
  const hash = createHash('sha256');
  for (const file of filesOf(source)) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** @param {string} source @returns {string[]} */
function filesOf(source) {
  const path = join(root, source);
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [source];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = (await build(process.argv.slice(2), console.log)) ? 0 : 1;
}
