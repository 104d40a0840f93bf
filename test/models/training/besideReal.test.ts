import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encode } from 'fast-png';
import { expect, test } from 'vitest';
import { seededRandom } from '#core/random.ts';
import { renderPhantom } from '#models/training/phantom.ts';
import { sampleFinding, type FindingKind, type PhantomSpec } from '#models/training/phantom/spec.ts';
import { dataFolder } from '#test/data.ts';

const data = dataFolder();
const out = fileURLToPath(new URL('../../../out/', import.meta.url));
const real = ['nih_00000550_000', 'nih_00004387_000', 'nih_00013122_000', 'openi_CXR54_IM-2145-1002'];
const drawn: readonly (readonly [PhantomSpec['view'], readonly FindingKind[]])[] = [
  ['PA', []],
  ['PA', ['effusion']],
  ['AP', ['central-line']],
  ['LATERAL', []],
];

function pngOf(view: PhantomSpec['view'], kinds: readonly FindingKind[], seed: number): Uint8Array {
  const random = seededRandom(seed);
  const findings = kinds.map((kind) => sampleFinding(random, kind));
  const spec: PhantomSpec = { patient: seed, exposure: seed, view, sex: 'F', age: 58, findings };
  const { pixels, rows, columns } = renderPhantom(spec, 512);
  return encode({ width: columns, height: rows, data: Uint8Array.from(pixels, (value) => value >> 4), channels: 1 });
}

test.skipIf(data === null)('puts four phantoms and four real films on one page to look at', () => {
  const phantoms = drawn.map(([view, kinds], index) => pngOf(view, kinds, 50 + index));
  const films = real.map((name) => readFileSync(join(data ?? '', 'cxr-images', `${name}.png`)));
  const cells = [...phantoms, ...films].map(
    (png) => `<img src="data:image/png;base64,${Buffer.from(png).toString('base64')}" width="320">`,
  );
  const page = `<!doctype html><title>Phantoms above, real films below</title>
<body style="background:#222;display:grid;grid-template-columns:repeat(4,320px);gap:8px">${cells.join('')}</body>`;
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'phantoms-beside-real.html'), page);
  expect(cells).toHaveLength(8);
  expect(new Set(cells).size).toBe(8);
});
