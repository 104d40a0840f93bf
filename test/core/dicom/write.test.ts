import { describe, expect, it } from 'vitest';
import { parseDicom } from '#core/dicom/parse.ts';
import { writeDicom, type Attributes } from '#core/dicom/write.ts';

const identity: Attributes = { SOPClassUID: '1.2.840.10008.5.1.4.1.1.7', SOPInstanceUID: '2.25.12' };

function written(
  values: Attributes,
  syntax = '1.2.840.10008.1.2.1',
  pixels: Uint8Array | Uint16Array = Uint8Array.of(1),
) {
  return parseDicom(writeDicom({ ...identity, ...values }, syntax, pixels), 'written');
}

describe.each(['1.2.840.10008.1.2.1', '1.2.840.10008.1.2'])('writeDicom in %s', (syntax) => {
  it('writes every kind of value so that it is read back', () => {
    const { header } = written(
      {
        PatientOrientation: ['L', 'F'],
        WindowCenter: [40, -1024.5],
        Rows: 512,
        PixelPaddingValue: Int16Array.of(-2000),
        VOILUTSequence: [
          { LUTDescriptor: Uint16Array.of(3, 0, 8), LUTData: Uint16Array.of(0, 128, 255) },
          { LUTExplanation: 'odd' },
        ],
      },
      syntax,
    );
    expect(header.texts('PatientOrientation')).toEqual(['L', 'F']);
    expect(header.numbers('WindowCenter')).toEqual([40, -1024.5]);
    expect(header.number('Rows')).toBe(512);
    expect(header.numbers('PixelPaddingValue')).toEqual([65536 - 2000]);
    const [table, other] = header.items('VOILUTSequence');
    expect([...(table?.words('LUTData') ?? [])]).toEqual([0, 128, 255]);
    expect(other?.text('LUTExplanation')).toBe('odd');
  });

  it('orders elements by tag and gives each an even length', () => {
    const { header } = written(
      { PatientSex: 'F', Modality: 'CR', AccessionNumber: 'odd', StudyInstanceUID: '1.2.3' },
      syntax,
    );
    const elements = header.elements();
    const tags = elements.map(({ tag }) => tag);
    expect(tags).toEqual(tags.toSorted());
    expect(elements.every(({ value }) => value.length % 2 === 0)).toBe(true);
    // A unique identifier is padded with zero, text with a space (PS3.5 section 6.2).
    expect(elements.find(({ tag }) => tag === '0020000D')?.value.at(-1)).toBe(0);
    expect(elements.find(({ tag }) => tag === '00080050')?.value.at(-1)).toBe(0x20);
  });
});

describe('writeDicom', () => {
  it('keeps decimal strings within 16 characters', () => {
    const { header } = written({
      RescaleSlope: 1 / 3,
      RescaleIntercept: -1.23456789012345e-12,
      WindowWidth: 123456.789,
    });
    for (const keyword of ['RescaleSlope', 'RescaleIntercept', 'WindowWidth'] as const) {
      expect(header.text(keyword)?.length).toBeLessThanOrEqual(16);
    }
    expect(header.number('RescaleSlope')).toBeCloseTo(1 / 3, 11);
    expect(header.number('RescaleIntercept')).toBeCloseTo(-1.23456789012345e-12, 20);
    expect(header.number('WindowWidth')).toBe(123456.789);
  });

  it('writes words in little endian', () => {
    expect([...(written({}, undefined, Uint16Array.of(0x1234)).header.bytes('PixelData') ?? [])]).toEqual([0x34, 0x12]);
  });
});
