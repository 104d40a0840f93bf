import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import type { Attributes } from '#core/dicom/write.ts';
import { Failure } from '#core/errors.ts';
import { filmPicture } from '#main/services/model/films.ts';
import { readAgentImage } from '#main/services/model/images.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';
import { film } from '../films.ts';

const folder = temporaryFolder();
const refuse = (_bytes: Uint8Array, file: string) => Promise.reject(new Failure('dicom-not', { file }));

function png(name: string, channels: 1 | 2 | 3 | 4, depth: 8 | 16, value: (pixel: number, channel: number) => number) {
  const [width, height] = [40, 36];
  const count = width * height * channels;
  const data = depth === 8 ? new Uint8Array(count) : new Uint16Array(count);
  for (let index = 0; index < count; index++) data[index] = value(Math.floor(index / channels), index % channels);
  const file = join(folder, name);
  writeFileSync(file, encode({ width, height, channels, depth, data }));
  return file;
}

describe('an image file', () => {
  it('of 8-bit grey is taken as it is', async () => {
    const file = png('grey.png', 1, 8, (pixel) => pixel % 256);
    const { picture, digest } = await readAgentImage(file, refuse);
    expect(picture).toMatchObject({ rows: 36, columns: 40, channels: 1 });
    expect([...picture.data.subarray(250, 260)]).toEqual([250, 251, 252, 253, 254, 255, 0, 1, 2, 3]);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('of 16 bits loses the lower 8', async () => {
    const file = png('deep.png', 1, 16, (pixel) => pixel * 45);
    const { picture } = await readAgentImage(file, refuse);
    expect(picture.data[1000]).toBe((1000 * 45) >> 8);
  });

  it('with transparency loses it', async () => {
    const grey = await readAgentImage(
      png('la.png', 2, 8, (pixel, channel) => (channel ? 9 : pixel % 256)),
      refuse,
    );
    expect([...grey.picture.data.subarray(0, 4)]).toEqual([0, 1, 2, 3]);
    const colour = await readAgentImage(
      png('rgba.png', 4, 8, (pixel, channel) => (channel === 3 ? 9 : pixel % 256)),
      refuse,
    );
    expect(colour.picture.channels).toBe(3);
    expect([...colour.picture.data.subarray(0, 6)]).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it('that is a colour photograph is no radiograph', async () => {
    const file = png('photo.png', 3, 8, (pixel, channel) => (pixel * (channel + 3)) % 256);
    await expect(readAgentImage(file, refuse)).rejects.toThrow(/image-not-radiograph.*colour/);
  });

  it('that is a thumbnail is no radiograph', async () => {
    const file = join(folder, 'small.png');
    writeFileSync(file, encode({ width: 40, height: 10, channels: 1, depth: 8, data: new Uint8Array(400) }));
    await expect(readAgentImage(file, refuse)).rejects.toThrow(/image-not-radiograph.*40 x 10 pixels/);
  });

  it('that is missing, cut off or of another kind is named', async () => {
    await expect(readAgentImage(join(folder, 'none.png'), refuse)).rejects.toThrow(/file-missing.*none\.png/);
    const cut = join(folder, 'cut.png');
    writeFileSync(cut, Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3));
    await expect(readAgentImage(cut, refuse)).rejects.toThrow(/image-unreadable.*cut\.png/);
    const text = join(folder, 'text.txt');
    writeFileSync(text, 'not an image');
    await expect(readAgentImage(text, refuse)).rejects.toThrow(/dicom-not.*text\.txt/);
  });
});

describe('a DICOM film', () => {
  async function read(attributes: Attributes, anyPart = false) {
    const file = join(folder, 'film.dcm');
    writeFileSync(file, await film(1, attributes, { rows: 40, columns: 36 }));
    return (await readAgentImage(file, filmPicture, anyPart)).picture;
  }

  it('of the chest is taken, of whatever view', async () => {
    expect(await read({ ViewPosition: '' })).toMatchObject({ rows: 40, columns: 36, channels: 1 });
  });

  it.each([
    [{ BodyPartExamined: 'HAND' }, 'body part HAND'],
    [{ BodyPartExamined: '', StudyDescription: 'Left knee' }, 'no body part, and the description says knee'],
  ])('of another part (%j) is refused, unless any part is welcome', async (attributes, reason) => {
    await expect(read(attributes)).rejects.toMatchObject({ code: 'dicom-body-part', detail: { reason } });
    expect(await read(attributes, true)).toMatchObject({ rows: 40, columns: 36 });
  });

  it.each([
    [{ Modality: 'CT', BodyPartExamined: 'CHEST' }, 'modality CT'],
    [{ PatientSpeciesDescription: 'Canis lupus familiaris' }, 'species Canis lupus familiaris'],
  ])('by another machine or of an animal (%j) is refused in any case', async (attributes, reason) => {
    for (const anyPart of [false, true]) {
      await expect(read(attributes, anyPart)).rejects.toMatchObject({ code: 'dicom-body-part', detail: { reason } });
    }
  });
});
