import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeFrames, type Frames } from '#core/dicom/frames.ts';
import { greyPipeline } from '#core/dicom/grey.ts';
import type { Header } from '#core/dicom/header.ts';
import { deidentify } from '#core/dicom/deidentify.ts';
import { parseDicom, type DicomFile } from '#core/dicom/parse.ts';
import { renderGrey } from '#core/dicom/render.ts';
import { cleanFrames } from '#core/dicom/samples.ts';
import { Failure } from '#core/errors.ts';
import { loadCodecs } from '#main/services/codecs.ts';
import { dataFolder } from '#test/data.ts';
import { madeWithFrames } from './made.ts';

const names = {
  study: '2.25.9182736455463728191',
  series: '2.25.9182736455463728192',
  instance: '2.25.9182736455463728193',
};
const folder = dataFolder();
const codecs = await loadCodecs();

async function rewritten(dicom: DicomFile, frames: Frames) {
  const result = deidentify(dicom, frames, names);
  const after = parseDicom(result.bytes, 'new.dcm');
  return { ...result, after, framesAfter: await decodeFrames(after, null) };
}

describe('deidentify', () => {
  it('keeps sex, age, view, grey attributes and every pixel', async () => {
    const { dicom, frames } = await madeWithFrames({
      Modality: 'DX',
      PatientSex: 'F',
      PatientAge: '103Y',
      BodyPartExamined: 'THORAX',
      ViewPosition: 'LL',
      PatientOrientation: ['A', 'F'],
      WindowCenter: [2048, 1000],
      WindowWidth: [4096, 300],
      WindowCenterWidthExplanation: ['NORMAL', 'Dr Smith'],
      VOILUTFunction: 'SIGMOID',
      RescaleSlope: 2,
      RescaleIntercept: -10.5,
      ImagerPixelSpacing: [0.143, 0.143],
    });
    const { kept, after, framesAfter } = await rewritten(dicom, frames);
    expect(kept).toEqual({ sex: 'F', age: 90, view: 'LATERAL' });
    expect(framesAfter).toEqual(frames);
    expect(after.header.text('PatientAge')).toBe('090Y');
    expect(after.header.text('BodyPartExamined')).toBe('CHEST');
    expect(after.header.text('ViewPosition')).toBe('LL');
    expect(after.header.numbers('ImagerPixelSpacing')).toEqual([0.143, 0.143]);
    const { windows, modality } = greyPipeline(after, framesAfter);
    expect(modality).toEqual({ kind: 'rescale', slope: 2, intercept: -10.5 });
    expect(windows).toEqual([
      { center: 2048, width: 4096, function: 'SIGMOID', explanation: 'NORMAL' },
      { center: 1000, width: 300, function: 'SIGMOID', explanation: 'WINDOW2' },
    ]);
  });

  it('says what it removed, and that identity was removed', async () => {
    const { dicom, frames } = await madeWithFrames({
      Modality: 'CR',
      PatientName: 'Muster^Erika',
      PatientID: '4711',
      StudyDate: '20240229',
      StudyDescription: 'Pneumothorax left',
      InstitutionName: 'General Hospital',
      PatientSex: 'F',
    });
    const { removed, after } = await rewritten(dicom, frames);
    expect(removed).toEqual(
      expect.arrayContaining([
        { tag: '00080020', name: 'Study Date' },
        { tag: '00080080', name: 'Institution Name' },
        { tag: '00081030', name: 'Study Description' },
        { tag: '00100010', name: "Patient's Name" },
        { tag: '00100020', name: 'Patient ID' },
      ]),
    );
    expect(removed.map(({ tag }) => tag)).not.toContain('00100040');
    expect(after.header.text('PatientIdentityRemoved')).toBe('YES');
    expect(after.header.items('DeidentificationMethodCodeSequence').map((item) => item.text('CodeValue'))).toEqual([
      '113100',
      '113108',
    ]);
    expect([after.header.text('StudyInstanceUID'), after.header.text('SOPInstanceUID')]).toEqual([
      names.study,
      names.instance,
    ]);
  });

  it('warns of what needs a look', async () => {
    const { dicom, frames } = await madeWithFrames({
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.7',
      PatientAge: 'old',
      ViewPosition: 'PA',
      PatientOrientation: ['P', 'F'],
      BurnedInAnnotation: 'YES',
    });
    const { warnings, after, kept } = await rewritten(dicom, frames);
    expect(warnings).toEqual(['view-contradicted', 'burned-in', 'age-unreadable']);
    expect(kept).toEqual({ view: 'LATERAL' });
    expect(after.header.text('ViewPosition')).toBeNull();
    expect(after.header.text('BurnedInAnnotation')).toBe('YES');
  });

  it('clears the bits above the sample, where old overlays hide', async () => {
    const { dicom, frames } = await madeWithFrames({ Modality: 'CR' });
    const marked = { ...frames, data: frames.data.map((cell) => cell | 0xf000) };
    const { framesAfter } = await rewritten(dicom, marked);
    expect(framesAfter.data).toEqual(frames.data);
  });

  it('turns colours into grey, once', async () => {
    const { dicom, frames } = await madeWithFrames({ Modality: 'OT' });
    const colours = {
      ...frames,
      rows: 1,
      columns: 2,
      samplesPerPixel: 3,
      photometric: 'RGB',
      bitsAllocated: 8,
      bitsStored: 8,
      highBit: 7,
      data: Uint8Array.of(7, 7, 7, 255, 0, 0),
    } as const;
    const { warnings, framesAfter } = await rewritten(dicom, colours);
    expect([...framesAfter.data]).toEqual([7, 76]);
    expect(framesAfter.photometric).toBe('MONOCHROME2');
    expect(warnings).toContain('colours');
  });
});

/** All that a new file may share with its source besides numbers: this program's own words. */
const ownWords = new Set(
  `MONOCHROME1 MONOCHROME2 CHEST LINEAR SIGMOID NORMAL DERIVED SECONDARY INVERSE ISO_10918_1 WINDOW1 WINDOW2
  WINDOW1\\WINDOW2 1.2.840.10008.5.1.4.1.1.7`.split(/\s+/),
);

/** What is kept of a header besides words: how the pixels look, how large they are, how they lie, and the age. */
const keptValues = [
  'WindowCenter',
  'WindowWidth',
  'RescaleSlope',
  'RescaleIntercept',
  'PixelSpacing',
  'ImagerPixelSpacing',
  'PatientAge',
  'PatientOrientation',
  'LossyImageCompressionRatio',
] as const;

/** Every printable value of four characters and more, from every depth, private elements included; not the pixels. */
function textsOf(header: Header): string[] {
  return header.elements().flatMap(({ tag, value, items }) => {
    if (tag === '7FE00010' || /^60..3000$/.test(tag)) return [];
    if (items.length > 0) return items.flatMap(textsOf);
    const text = Buffer.from(value.subarray(0, 4096))
      .toString('latin1')
      .replace(/[\0 ]+$/, '')
      .trim();
    // ESC (0x1B) belongs to the character sets of names.
    if ([...text].some((letter) => letter < ' ' && !'\t\n\f\r\x1b'.includes(letter))) return [];
    return [text, ...text.split('\\').map((part) => part.trim())].filter((part) => part.length >= 4);
  });
}

function keptOf({ header }: DicomFile): Set<string> {
  const values = keptValues.map((keyword) => header.texts(keyword));
  return new Set([...values.flat(), ...values.map((parts) => parts.join('\\'))]);
}

describe.skipIf(!folder)('on every real file', async () => {
  const path = join(folder ?? '', 'dicom');
  const files = folder ? readdirSync(path).filter((file) => file !== 'dicom.csv') : [];
  const readable: { file: string; dicom: DicomFile; frames: Frames }[] = [];
  for (const file of files) {
    try {
      const dicom = parseDicom(readFileSync(join(path, file)), file);
      readable.push({ file, dicom, frames: await decodeFrames(dicom, codecs) });
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
    }
  }

  it.each(readable)('no text of $file survives', ({ dicom, frames }) => {
    const { bytes } = deidentify(dicom, frames, names);
    const pixels = frames.rows * frames.columns * frames.frames * (frames.bitsAllocated / 8);
    const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    const header = whole.slice(0, whole.length - pixels);
    const kept = keptOf(dicom);
    const survivors = textsOf(dicom.header).filter((text) => {
      // A short number may stand inside another number that is kept.
      if (ownWords.has(text) || kept.has(text) || /^-?[\d.]{1,6}$/.test(text)) return false;
      return header.includes(text) || (text.length >= 6 && whole.includes(text));
    });
    expect(survivors).toEqual([]);
  });

  it.each(readable)('the samples and greys of $file stay the same', async ({ dicom, frames }) => {
    if (frames.samplesPerPixel === 3) return;
    const { framesAfter, after } = await rewritten(dicom, frames);
    const clean = cleanFrames(frames).data;
    expect(framesAfter.data.length).toBe(clean.length);
    expect(framesAfter.data.findIndex((sample, at) => sample !== clean[at])).toBe(-1);
    const [before, greyAfter] = [greyPipeline(dicom, frames), greyPipeline(after, framesAfter)];
    expect(greyAfter.windows.length).toBe(before.windows.length);
    for (const index of [-1, ...before.windows.keys()]) {
      const left = renderGrey(frames, before, before.windows[index] ?? null);
      const right = renderGrey(framesAfter, greyAfter, greyAfter.windows[index] ?? null);
      expect(Buffer.compare(left, right)).toBe(0);
    }
  });
});
