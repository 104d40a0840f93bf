import { deflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { decodeFrames } from '#core/dicom/frames.ts';
import { inflateBody } from '#core/dicom/inflate.ts';
import { parseDicom } from '#core/dicom/parse.ts';
import { Failure } from '#core/errors.ts';
import { madeBytes } from './made.ts';

const whole = await madeBytes({ Modality: 'CR', PatientSex: 'F' });
const text = new TextEncoder();

/** The data set alone: what follows the file meta. */
function bodyOf(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(144 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(140, true));
}

/** Replaces one US or long value of an explicit little-endian file, found by its tag. */
function withValue(bytes: Uint8Array, tag: number, value: number, long = false): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const view = new DataView(copy.buffer);
  for (let at = 132; at + 8 < copy.length; at++) {
    if (view.getUint16(at, true) !== tag >>> 16 || view.getUint16(at + 2, true) !== (tag & 0xffff)) continue;
    if (long) view.setUint32(at + 8, value, true);
    else view.setUint16(at + 8, value, true);
    return copy;
  }
  throw new Error('no such tag');
}

async function failureOf(bytes: Uint8Array): Promise<string> {
  const thrown: unknown = await Promise.resolve()
    .then(() => decodeFrames(parseDicom(bytes, 'bad'), null))
    .catch((error: unknown) => error);
  if (thrown instanceof Failure) return `${thrown.code}: ${thrown.detail['reason'] ?? thrown.detail['what'] ?? ''}`;
  throw new Error(`no failure but ${String(thrown)}`);
}

describe('files in other clothes', () => {
  const body = bodyOf(whole);

  it('is read without preamble and meta', () => {
    const dicom = parseDicom(body, 'bare');
    expect([dicom.transferSyntax.uid, dicom.header.text('Modality')]).toEqual(['1.2.840.10008.1.2.1', 'CR']);
  });

  it('is read with meta but without preamble', () => {
    expect(parseDicom(whole.subarray(132), 'bare').header.text('PatientSex')).toBe('F');
  });

  it('is read bare in implicit little endian', async () => {
    const implicit = bodyOf(await madeBytes({ Modality: 'CR' }, '1.2.840.10008.1.2'));
    const dicom = parseDicom(implicit, 'bare');
    expect([dicom.transferSyntax.uid, dicom.header.number('Rows')]).toEqual(['1.2.840.10008.1.2', 12]);
  });
});

describe('what is no DICOM file', () => {
  it.each([
    ['nothing', new Uint8Array(0)],
    ['a few bytes', Uint8Array.of(8, 0)],
    ['text', text.encode('sample_id,study_id,images\n1,2,3\n'.repeat(20))],
    ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13)],
    ['zeros', new Uint8Array(4096)],
  ])('%s', async (_, bytes) => {
    expect(await failureOf(bytes)).toBe('dicom-not: ');
  });
});

describe('truncated files', () => {
  it('names what is cut short', async () => {
    expect(await failureOf(whole.subarray(0, whole.length - 10))).toBe(
      'dicom-truncated: (7FE0,0010) needs 240 bytes, 230 are left',
    );
  });

  it('is told at every length of the file', async () => {
    for (let length = 0; length < whole.length; length += 3) {
      expect(await failureOf(whole.subarray(0, length))).toMatch(/^dicom-(not|truncated|malformed|no-image)/);
    }
  });

  it('may end after its meta', async () => {
    expect(await failureOf(whole.subarray(0, whole.length - bodyOf(whole).length))).toBe(
      'dicom-truncated: nothing follows the file meta',
    );
  });
});

describe('hostile files', () => {
  it('may not ask for more pixels than a film can have', async () => {
    const large = withValue(withValue(whole, 0x00280010, 65535), 0x00280011, 65535);
    expect(await failureOf(large)).toBe('dicom-malformed: 65535 x 65535 pixels in 1 frames are too many');
    expect(await failureOf(withValue(whole, 0x00280010, 0))).toBe('dicom-malformed: Rows is 0');
  });

  it('may not claim frames that it does not hold', async () => {
    expect(await failureOf(await madeBytes({ NumberOfFrames: 500 }))).toBe(
      'dicom-truncated: pixels need 120000 bytes, 240 are there',
    );
    expect(await failureOf(await madeBytes({ NumberOfFrames: '1E9' }))).toMatch('NumberOfFrames is');
    expect(await failureOf(await madeBytes({ NumberOfFrames: '0' }))).toBe('dicom-malformed: NumberOfFrames is 0');
  });

  it('may not hold longer values than bytes', async () => {
    expect(await failureOf(withValue(whole, 0x7fe00010, 0xfffffffe, true))).toBe(
      'dicom-truncated: (7FE0,0010) needs 4294967294 bytes, 240 are left',
    );
  });

  it('may not exhaust the stack by nesting', async () => {
    // (0008,1140) SQ and an item, both of undefined length, inside one another
    const level = Uint8Array.of(
      8,
      0,
      0x40,
      0x11,
      0x53,
      0x51,
      0,
      0,
      255,
      255,
      255,
      255,
      0xfe,
      0xff,
      0,
      0xe0,
      255,
      255,
      255,
      255,
    );
    const nested = new Uint8Array(whole.length + level.length * 50_000);
    const head = whole.length - bodyOf(whole).length;
    nested.set(whole.subarray(0, head));
    for (let index = 0; index < 50_000; index++) nested.set(level, head + index * level.length);
    expect(await failureOf(nested)).toBe('dicom-malformed: sequences are nested too deep');
  });

  it('may not inflate without end', () => {
    const bomb = deflateSync(new Uint8Array(1_000_000));
    expect(() => inflateBody(bomb, 'bomb', 100_000)).toThrow('inflates to more than 100000 bytes');
    expect(inflateBody(bomb, 'large').length).toBe(1_000_000);
    expect(() => inflateBody(bomb.subarray(0, 50), 'short')).toThrow('dicom-truncated');
    expect(() => inflateBody(Uint8Array.of(255, 255, 255, 255), 'wrong')).toThrow('dicom-malformed');
  });
});

describe('headers', () => {
  it('gives nothing for what is absent, empty or no number', () => {
    const { header } = parseDicom(whole, 'made');
    expect(header.text('PatientName')).toBeNull();
    expect(header.texts('WindowCenter')).toEqual([]);
    expect(header.number('WindowWidth')).toBeNull();
    expect(header.items('VOILUTSequence')).toEqual([]);
  });

  it('trims padding and keeps the places of empty values', async () => {
    const bytes = await madeBytes({ WindowCenter: [' 40', '', '1e2 '], WindowWidth: 'wide', Modality: 'CR ' });
    const { header } = parseDicom(bytes, 'made');
    expect(header.texts('WindowCenter')).toEqual(['40', '', '1e2']);
    expect(header.numbers('WindowCenter')).toEqual([40, Number.NaN, 100]);
    expect(header.number('WindowWidth')).toBeNaN();
    expect(header.text('Modality')).toBe('CR');
  });
});
