import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDicom } from '#core/dicom/parse.ts';
import { checkChest, guessView } from '#core/dicom/select.ts';
import { Failure } from '#core/errors.ts';
import type { Attributes } from '#core/dicom/write.ts';
import { dataFolder } from '#test/data.ts';
import { made } from './made.ts';

const folder = dataFolder();

async function reasonFor(attributes: Attributes): Promise<string | number | undefined> {
  const dicom = await made({ Modality: 'CR', BodyPartExamined: 'CHEST', ...attributes });
  try {
    checkChest(dicom);
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === 'dicom-body-part') return thrown.detail['reason'];
    throw thrown;
  }
  return undefined;
}

describe('checkChest', () => {
  it.each(['CHEST', 'Thorax', 'PORT CHEST', 'TORAX', 'LUNG'])('accepts the body part %s', async (part) => {
    expect(await reasonFor({ BodyPartExamined: part })).toBeUndefined();
  });

  it.each([
    [{ BodyPartExamined: 'HIP' }, 'body part HIP'],
    [{ Modality: 'CT' }, 'modality CT'],
    [{ Modality: 'SR' }, 'modality SR'],
    [{ PatientSpeciesDescription: 'Canis lupus familiaris' }, 'species Canis lupus familiaris'],
    [{ PatientSpeciesCodeSequence: [{ CodeValue: '448771007' }] }, 'species code 448771007'],
    [{ BodyPartExamined: 'THORAX', PatientName: 'Dog^Rex' }, 'veterinary header: the family name is Dog'],
    [{ InstitutionName: 'Smith Veterinary Clinic' }, 'veterinary header: "Veterinary" in (0008,0080)'],
    [{ BodyPartExamined: '', StudyDescription: 'Left knee 2 views' }, 'no body part, and the description says knee'],
    [{ BodyPartExamined: '', AnatomicRegionSequence: [{ CodeMeaning: 'Skull' }] }, 'body part Skull'],
  ] as const)('refuses %j', async (attributes, reason) => {
    expect(await reasonFor(attributes)).toBe(reason);
  });

  it('lets a person be called Katz or Fisher, and be of the declared species', async () => {
    expect(await reasonFor({ PatientName: 'Katz^Dogan', PatientSpeciesDescription: 'Homo sapiens' })).toBeUndefined();
    expect(await reasonFor({ PatientSpeciesCodeSequence: [{ CodeValue: '337915000' }] })).toBeUndefined();
  });

  it('warns where the header says nothing', async () => {
    expect(checkChest(await made({}))).toEqual(['modality-missing', 'body-part-missing']);
    expect(checkChest(await made({ Modality: 'DX', BodyPartExamined: 'UNKNOWN' }))).toEqual(['body-part-missing']);
  });

  describe.skipIf(!folder)('on real files', () => {
    const reasons: Record<string, string | null> = {
      RG1_J2KI: null,
      'gdcm-CR-MONO1-10-chest.dcm': null,
      'CR-MONO1-10-chest_headless': null,
      'nih_dx_1110.dcm': null,
      'siim_nih_cr_jpeg.dcm': null,
      'chrJapMulti.dcm': null,
      'dx_image.dcm': 'veterinary header: "Veterinarian" in (0008,0080)',
      RG3_J2KI: 'body part EXTREMITY',
      'RG2_JPLY.dcm': 'body part HIP',
      'CR-ModalitySequenceLUT.dcm': 'no body part, and the description says TEETH',
      'CT-JPEGLosslessSV1.dcm': 'modality CT',
      'examples_overlay.dcm': 'modality MR',
      'sample-sr.dcm': 'modality SR',
      'ExplVR_BigEnd.dcm': 'modality US',
    };

    it.each(Object.entries(reasons))('%s: %s', (file, reason) => {
      const dicom = parseDicom(readFileSync(join(folder ?? '', 'dicom', file)), file);
      if (reason === null) expect(() => checkChest(dicom)).not.toThrow();
      else expect(() => checkChest(dicom)).toThrow(new Failure('dicom-body-part', { file, reason }));
    });
  });
});

describe('guessView', () => {
  it.each([
    [{ ViewPosition: 'PA' }, 'PA'],
    [{ ViewPosition: 'ap' }, 'AP'],
    [{ ViewPosition: 'LL' }, 'LATERAL'],
    [{ ViewPosition: 'LLO' }, 'OTHER'],
    // Devices write L\F for every film: it does not make a lateral frontal.
    [{ ViewPosition: 'LL', PatientOrientation: ['L', 'F'] }, 'LATERAL'],
    // The header's PA is wrong: rows run from back to front.
    [{ ViewPosition: 'PA', PatientOrientation: ['A', 'F'] }, 'LATERAL'],
    [{ PatientOrientation: ['P', 'F'] }, 'LATERAL'],
    [{ PatientOrientation: ['L', 'F'] }, 'OTHER'],
    [{ ViewCodeSequence: [{ CodeValue: '399348003' }] }, 'AP'],
    [{ SeriesDescription: 'view: PA' }, 'PA'],
    [{ SeriesDescription: 'Chest PA and lateral' }, 'OTHER'],
    [{ ProtocolName: 'Thorax lateral' }, 'LATERAL'],
    [{ SeriesDescription: 'Patient Apnoe' }, 'OTHER'],
    [{}, 'OTHER'],
  ] as const)('%j is %s', async (attributes, view) => {
    expect(guessView(await made(attributes))).toBe(view);
  });
});
