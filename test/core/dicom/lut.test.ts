import { describe, expect, it } from 'vitest';
import { lookUp, readLookupTable, type LookupTable } from '#core/dicom/lut.ts';
import type { Attributes } from '#core/dicom/write.ts';
import { made } from './made.ts';

async function tableOf(item: Attributes, signedInput = false): Promise<LookupTable | null> {
  const [read] = (await made({ VOILUTSequence: [item] })).header.items('VOILUTSequence');
  return read ? readLookupTable(read, signedInput) : null;
}

describe('readLookupTable (PS3.3 C.11.1.1)', () => {
  it('reads zero entries as 65,536', async () => {
    const values = Uint16Array.from({ length: 65536 }, (_, at) => at);
    const table = await tableOf({ LUTDescriptor: Uint16Array.of(0, 0, 16), LUTData: values });
    expect(table?.values.length).toBe(65536);
    expect(table && lookUp(table, 70000)).toBe(65535);
  });

  it('reads the first mapped value with the sign that the file names', async () => {
    const values = Uint16Array.of(1, 2, 3);
    expect((await tableOf({ LUTDescriptor: Int16Array.of(3, -5, 8), LUTData: values }))?.first).toBe(-5);
    expect((await tableOf({ LUTDescriptor: Uint16Array.of(3, 65531, 8), LUTData: values }, true))?.first).toBe(65531);
  });

  it('unpacks entries of one byte', async () => {
    const table = await tableOf({ LUTDescriptor: Uint16Array.of(4, 0, 8), LUTData: Uint8Array.of(10, 20, 30, 40) });
    expect([...(table?.values ?? [])]).toEqual([10, 20, 30, 40]);
  });

  it('is none without descriptor, data, or a depth of 1 to 16 bits', async () => {
    const values = Uint16Array.of(1, 2);
    expect(await tableOf({ LUTData: values })).toBeNull();
    expect(await tableOf({ LUTDescriptor: Uint16Array.of(2, 0, 8) })).toBeNull();
    expect(await tableOf({ LUTDescriptor: Uint16Array.of(2, 0, 17), LUTData: values })).toBeNull();
  });
});
