import { beforeAll, describe, expect, test } from 'vitest';
import { deidentify } from '#core/dicom/deidentify.ts';
import { decodeFrames } from '#core/dicom/frames.ts';
import { parseDicom } from '#core/dicom/parse.ts';
import { checkChest, guessView } from '#core/dicom/select.ts';
import { transferSyntax } from '#core/dicom/syntaxes.ts';
import { sha256 } from '#core/digest.ts';
import { loadCodecs } from '#main/services/codecs.ts';
import { renderPhantom } from '#models/training/phantom.ts';
import { demoDicom, storages, storedPixels } from '#studies/demo/dicom.ts';
import { demoCase, type DemoCase } from '#studies/demo/demo.ts';
import { caseRandom, planCase } from '#studies/demo/plan.ts';

async function collect(count: number, seed: number): Promise<DemoCase[]> {
  const codecs = await loadCodecs();
  return Promise.all(Array.from({ length: count }, (_, index) => demoCase({ index, seed, size: 128 }, codecs)));
}

describe('demoCase', () => {
  let cases: DemoCase[];
  beforeAll(async () => {
    cases = await collect(15, 1);
  });

  test('gives the same bytes for the same seed, whatever the number of cases', async () => {
    const again = await collect(3, 1);
    expect(again.map((each) => each.drafts)).toEqual(cases.slice(0, 3).map((each) => each.drafts));
    for (const [index, each] of again.entries()) {
      const digests = cases[index]?.images.map((image) => sha256(image.bytes));
      expect(each.images.map((image) => sha256(image.bytes))).toEqual(digests);
    }
    expect((await collect(1, 2))[0]?.drafts).not.toEqual(cases[0]?.drafts);
  });

  test('shows most patients from two sides, and some with an earlier film', () => {
    const views = cases.map((each) => each.images.filter((image) => !image.prior).map((image) => image.view));
    expect(views.filter((each) => each.join(' ') === 'PA LATERAL').length).toBeGreaterThanOrEqual(10);
    expect(views.filter((each) => each.join(' ') === 'AP').length).toBeGreaterThanOrEqual(2);
    expect(cases.filter((each) => each.images.some((image) => image.prior)).length).toBeGreaterThanOrEqual(4);
  });

  test('uses every way of storing, MONOCHROME1 and missing windows among them', async () => {
    const files = cases.flatMap((each) => each.images).map((image) => parseDicom(image.bytes, image.file));
    const used = new Set(files.map((file) => file.transferSyntax.uid));
    expect(used).toEqual(new Set(storages.map((storage) => storage.syntax)));
    const photometric = new Set(files.map((file) => file.header.text('PhotometricInterpretation')));
    expect(photometric).toEqual(new Set(['MONOCHROME1', 'MONOCHROME2']));
    const windows = new Set(files.map((file) => file.header.numbers('WindowCenter').length));
    expect(windows).toEqual(new Set([0, 1, 2]));
  });

  test('each file decodes to the rendered pixels: exactly where nothing was lost, closely in JPEG', async () => {
    const codecs = await loadCodecs();
    const planned = planCase(caseRandom(1, 0), 0);
    const spec = planned.current[0];
    if (!spec) throw new Error('no film');
    const image = renderPhantom(spec, 160, 200);
    for (const storage of storages) {
      const bytes = await demoDicom(spec, image, storage, { case: 0, image: 0, prior: false, seed: 1 }, codecs);
      const frames = await decodeFrames(parseDicom(bytes, 'demo'), codecs);
      expect([frames.rows, frames.columns, frames.bitsStored]).toEqual([200, 160, storage.bits]);
      expect(frames.photometric).toBe(storage.photometric);
      const stored = storedPixels(image, storage);
      let worst = 0;
      for (const [index, value] of stored.entries()) {
        worst = Math.max(worst, Math.abs(value - Number(frames.data[index])));
      }
      expect(worst, storage.syntax).toBeLessThanOrEqual(transferSyntax(storage.syntax).lossless ? 0 : 24);
    }
  });

  test('import takes every file, knows its view, and leaves nothing of its header that names or tells', async () => {
    const codecs = await loadCodecs();
    const names = { study: '2.25.1', series: '2.25.2', instance: '2.25.3' };
    for (const image of cases.flatMap((each) => each.images)) {
      const dicom = parseDicom(image.bytes, image.file);
      checkChest(dicom);
      expect(guessView(dicom)).toBe(image.view);
      expect(Buffer.from(image.bytes).toString('latin1')).toMatch(/Fictitious\^Patient/);
      const { bytes } = deidentify(dicom, await decodeFrames(dicom, codecs), names);
      const kept = Buffer.from(bytes).toString('latin1');
      expect(kept).not.toMatch(
        /fictitious|nowhere|imaginary|not-real|2999|effusion|pneumothorax|consolidation|nodule/i,
      );
    }
  });

  test('gives each case a draft of each source under the same headings', () => {
    for (const each of cases) {
      expect(each.drafts.map((draft) => draft.source)).toEqual(['model', 'resident', 'reference']);
      for (const draft of each.drafts) {
        expect(draft.text).toMatch(/^FINDINGS:\n[^\n]+\n\nIMPRESSION:\n/);
        expect(draft.text).not.toMatch(/phantom|demo|planted|model|resident/i);
        expect(draft.provenance).toMatch(/^demo: /);
      }
      expect(each.indication).not.toMatch(/phantom|demo|fictitious/i);
    }
  });

  test('some drafts err, and only their provenance says so', () => {
    const drafts = cases.flatMap((each) => each.drafts);
    const planted = drafts.filter((draft) => /planted error: (?!none)/.test(draft.provenance));
    expect(planted.length).toBeGreaterThan(5);
    expect(planted.every((draft) => draft.source !== 'reference')).toBe(true);
    const resident = drafts.filter((draft) => draft.source === 'resident');
    expect(resident.some((draft) => draft.provenance.endsWith('planted error: none'))).toBe(true);
  });
});
