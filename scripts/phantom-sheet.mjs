// Contact sheets to look at: out/phantoms.png (and out/phantoms-beside-real.png where the shared data are there).
// Usage: node scripts/phantom-sheet.mjs [seed] [pixels per film]
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { decode, encode } from 'fast-png';
import { root } from './folders.mjs';

const seed = Number(process.argv[2] ?? 21);
const size = Number(process.argv[3] ?? 512);
const out = join(root, 'out');

/** @typedef {{ width: number, height: number, grey: Uint8Array }} Picture */

/** The phantoms' own code, bundled: Node 20 reads no TypeScript. */
async function loadPhantoms() {
  const esbuild = await import('esbuild');
  const outfile = join(out, 'phantoms.mjs');
  const contents =
    "export { renderPhantom } from '#models/training/phantom.ts';" +
    "export { sampleFinding } from '#models/training/phantom/spec.ts';" +
    "export { samplePhantom } from '#models/training/phantom/population.ts';" +
    "export { seededRandom } from '#core/random.ts';";
  const stdin = { contents, resolveDir: root, loader: /** @type {const} */ ('ts') };
  await esbuild.build({ stdin, outfile, bundle: true, format: 'esm', target: 'node20', logLevel: 'error' });
  return import(pathToFileURL(outfile).href);
}

/** @param {{ pixels: Uint16Array, rows: number, columns: number }} image @returns {Picture} */
function asPicture({ pixels, rows, columns }) {
  return { width: columns, height: rows, grey: Uint8Array.from(pixels, (value) => value >> 4) };
}

/** @param {string} file @param {Picture[]} pictures @param {number} across */
function writeSheet(file, pictures, across) {
  const width = across * size;
  const height = Math.ceil(pictures.length / across) * size;
  const data = new Uint8Array(width * height);
  pictures.forEach((picture, index) =>
    paste(picture, data, width, (index % across) * size, Math.floor(index / across) * size),
  );
  writeFileSync(file, encode({ width, height, data, channels: 1, depth: 8 }));
  console.log(file);
}

/** Nearest neighbour into a square, centred. @param {Picture} from @param {Uint8Array} to @param {number} width @param {number} left @param {number} top */
function paste(from, to, width, left, top) {
  const scale = Math.max(from.width, from.height) / size;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const x = Math.floor((column - size / 2) * scale + from.width / 2);
      const y = Math.floor((row - size / 2) * scale + from.height / 2);
      if (x < 0 || y < 0 || x >= from.width || y >= from.height) continue;
      to[(top + row) * width + left + column] = from.grey[y * from.width + x] ?? 0;
    }
  }
}

/** @param {string} file @returns {Picture} */
function readPicture(file) {
  const { width, height, data, channels } = decode(readFileSync(file));
  return {
    width,
    height,
    grey: Uint8Array.from({ length: width * height }, (_, index) => data[index * channels] ?? 0),
  };
}

mkdirSync(out, { recursive: true });
const { renderPhantom, sampleFinding, samplePhantom, seededRandom } = await loadPhantoms();
const random = seededRandom(seed);
const mixed = Array.from({ length: 12 }, () => asPicture(renderPhantom(samplePhantom(random), size)));
writeSheet(join(out, 'phantoms.png'), mixed, 4);

const kinds = ['cardiomegaly', 'effusion', 'pneumothorax', 'consolidation', 'nodule', 'oedema'];
const pairs = kinds.flatMap((kind) => {
  const findings = [{ ...sampleFinding(random, kind), severity: 0.6 }];
  const base = { patient: random.integer(1e9), exposure: 1, sex: 'F', age: 55, findings };
  return ['PA', 'LATERAL'].map((view) => asPicture(renderPhantom({ ...base, view }, size)));
});
writeSheet(join(out, 'phantom-findings.png'), pairs, 4);

const films = join(process.env['CHEXSTUDY_DATA'] ?? join(root, '..', 'shared', 'data'), 'cxr-images');
const real = ['nih_00000550_000.png', 'nih_00004387_000.png', 'nih_00013122_000.png', 'openi_CXR54_IM-2145-1002.png'];
if (real.every((name) => existsSync(join(films, name)))) {
  const frontal = Array.from({ length: 4 }, (_, index) => {
    const view = ['PA', 'PA', 'AP', 'LATERAL'][index];
    return asPicture(renderPhantom({ ...samplePhantom(random), view }, size));
  });
  writeSheet(
    join(out, 'phantoms-beside-real.png'),
    [...frontal, ...real.map((name) => readPicture(join(films, name)))],
    4,
  );
} else {
  console.log(`no real films in ${films}: that sheet is left out`);
}
