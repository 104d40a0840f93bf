// Contact sheets to look at: out/phantoms.png (at 256 pixels per film it is the read-me's docs/pictures/phantoms.png), and
// out/phantoms-beside-real.png where the shared data are there.
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

/**
 * The twelve of the read-me: normal and abnormal, upright, from the side and at the bedside.
 * @type {[view: string, sex: string, age: number, kinds: string[]][]}
 */
const shown = [
  ['PA', 'F', 34, []],
  ['LATERAL', 'F', 34, []],
  ['PA', 'M', 71, ['cardiomegaly', 'pacemaker']],
  ['PA', 'M', 28, ['pneumothorax']],
  ['PA', 'F', 63, ['effusion']],
  ['LATERAL', 'F', 63, ['effusion']],
  ['AP', 'M', 58, ['tracheal-tube', 'enteric-tube', 'central-line']],
  ['PA', 'M', 45, ['consolidation']],
  ['PA', 'F', 69, ['nodule']],
  ['AP', 'F', 80, ['oedema', 'cardiomegaly']],
  ['PA', 'F', 52, ['atelectasis', 'clips']],
  ['AP', 'M', 37, ['fracture', 'chest-tube']],
];

mkdirSync(out, { recursive: true });
const { renderPhantom, sampleFinding, samplePhantom, seededRandom } = await loadPhantoms();
const random = seededRandom(seed);
const mixed = shown.map(([view, sex, age, kinds]) => {
  const own = seededRandom(seed + age);
  const findings = kinds.map((kind) => ({ ...sampleFinding(own, kind), severity: 0.55 }));
  const spec = { patient: own.integer(1e9), exposure: random.integer(1e9), view, sex, age, findings };
  return asPicture(renderPhantom(spec, size));
});
writeSheet(join(out, 'phantoms.png'), mixed, 4);

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
