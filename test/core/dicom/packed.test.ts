import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeFrames } from '#core/dicom/frames.ts';
import { parseDicom } from '#core/dicom/parse.ts';
import { sha256 } from '#core/digest.ts';
import { loadCodecs } from '#main/services/codecs.ts';

/* Small images made by the encoders of dcmtk and GDCM (test/golden/dicom/make_packed.py). */
const golden = fileURLToPath(new URL('../../golden/dicom/', import.meta.url));
const schema = z.record(z.string(), z.union([z.string(), z.array(z.number())]));
const expected = schema.parse(JSON.parse(readFileSync(join(golden, 'packed.json'), 'utf8')));
const codecs = await loadCodecs();

async function decode(name: string) {
  const file = `${name}.dcm`;
  return decodeFrames(parseDicom(readFileSync(join(golden, 'packed', file)), file), codecs);
}

describe('compressed frames', () => {
  it('has values for every file', () => {
    const files = readdirSync(join(golden, 'packed')).map((file) => file.replace(/\.dcm$/, ''));
    expect(Object.keys(expected).toSorted()).toEqual(files.toSorted());
  });

  it.each(Object.keys(expected))('%s gives the values of another decoder', async (name) => {
    const { data } = await decode(name);
    const values = expected[name];
    if (typeof values === 'string') {
      expect(sha256(new Uint8Array(Int32Array.from(data).buffer))).toBe(values);
    } else {
      const differences = Array.from(data, (value, at) => Math.abs(value - (values?.[at] ?? Number.NaN)));
      expect(differences.length).toBe(values?.length);
      // Our own decoder agrees exactly; libjpeg-turbo rounds here and there the other way.
      expect(Math.max(...differences)).toBeLessThanOrEqual(name === 'jpeg-baseline-grey' ? 1 : 0);
    }
  });

  it('tells the colour space of the values, not of the header', async () => {
    expect((await decode('jpeg-baseline-colour-444')).photometric).toBe('YBR_FULL');
    expect((await decode('jpeg-baseline-colour-rgb')).photometric).toBe('RGB');
    for (const name of ['rle-colour', 'jpeg-lossless-colour', 'jpeg-ls-colour-line', 'jpeg-2000-colour']) {
      expect((await decode(name)).photometric, name).toMatch(/^(RGB|YBR_RCT)$/);
    }
  });

  it.each(Object.keys(expected))('%s is refused when its data end early', async (name) => {
    const dicom = parseDicom(readFileSync(join(golden, 'packed', `${name}.dcm`)), name);
    const fragments = dicom.encapsulated?.fragments.map((fragment) => {
      return { ...fragment, bytes: fragment.bytes.slice(0, Math.floor(fragment.bytes.length * 0.7)) };
    });
    const cut = { ...dicom, encapsulated: { fragments: fragments ?? [], offsets: dicom.encapsulated?.offsets ?? [] } };
    await expect(decodeFrames(cut, codecs)).rejects.toThrow('dicom-decode');
  });

  it('needs a decoder only where frames are compressed', async () => {
    const dicom = parseDicom(readFileSync(join(golden, 'packed', 'jpeg-ls.dcm')), 'jpeg-ls.dcm');
    await expect(decodeFrames(dicom, null)).rejects.toThrow('no decoder is loaded');
  });
});
