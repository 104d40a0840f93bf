import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openZip } from '#main/services/intake/zip.ts';
import { temporaryFolder } from '../support.ts';
import { zipped } from './given.ts';

function saved(bytes: Buffer): string {
  const file = join(temporaryFolder(), 'a.zip');
  writeFileSync(file, bytes);
  return file;
}

/** The same ZIP with another name of the same length in both places where it stands. */
function renamed(zip: Buffer, before: string, after: string): Buffer {
  return Buffer.from(zip.toString('latin1').replaceAll(before, after), 'latin1');
}

const text = Buffer.from('hello '.repeat(100));

describe('a ZIP', () => {
  it('is read file by file, folders and clutter left out', async () => {
    const zip = await openZip(saved(zipped({ b: text, 'a/b.txt': text, '__MACOSX/b': text, 'a/.hidden': text })));
    expect(zip.files.map(({ name, size }) => [name, size])).toEqual([
      ['a/b.txt', 600],
      ['b', 600],
    ]);
    expect(Buffer.from((await zip.files[0]?.read()) ?? [])).toEqual(text);
    await zip.close();
  });

  it('whose names lead out of it is refused whole', async () => {
    const zip = zipped({ 'aaaaaaaaaa.txt': text });
    for (const name of ['../../../a.txt', '/etc/passwd.tx', '..\\..\\..\\a.txt', 'C:/windows.txt']) {
      await expect(openZip(saved(renamed(zip, 'aaaaaaaaaa.txt', name))), name).rejects.toMatchObject({
        code: 'zip-unsafe',
      });
    }
  });

  it('that would unpack to far more than films do is refused before anything is unpacked', async () => {
    const zip = zipped({ bomb: new Uint8Array(1000) });
    const size = Buffer.alloc(4);
    size.writeUInt32LE(1000);
    const claimed = Buffer.alloc(4);
    claimed.writeUInt32LE(0x7fffffff);
    const bomb = renamed(zip, size.toString('latin1'), claimed.toString('latin1'));
    await expect(openZip(saved(bomb))).rejects.toMatchObject({ code: 'zip-unsafe' });
  });

  it('ends an entry that goes on beyond its promised size, and tells one that is damaged', async () => {
    const plain = zipped({ a: [text, { level: 0 }] });
    plain[plain.indexOf('hello')] = 0x48;
    const damaged = await openZip(saved(plain));
    await expect(damaged.files[0]?.read()).rejects.toMatchObject({ code: 'intake-file', detail: { file: 'a' } });
    await damaged.close();
    const [less, size] = [Buffer.alloc(4), Buffer.alloc(4)];
    size.writeUInt32LE(600);
    less.writeUInt32LE(60);
    const liar = await openZip(saved(renamed(zipped({ a: text }), size.toString('latin1'), less.toString('latin1'))));
    await expect(liar.files[0]?.read()).rejects.toMatchObject({ code: 'intake-file' });
    await liar.close();
  });

  it('with encrypted files tells them; one that is none is told', async () => {
    const zip = zipped({ a: text });
    for (const mark of ['PK\u0003\u0004', 'PK\u0001\u0002']) {
      const at = zip.indexOf(mark, 0, 'latin1') + (mark.endsWith('\u0004') ? 6 : 8);
      zip[at] = (zip[at] ?? 0) | 1;
    }
    const locked = await openZip(saved(zip));
    expect(locked.problems).toMatchObject([{ code: 'intake-file', detail: { file: 'a', reason: 'it is encrypted' } }]);
    await locked.close();
    await expect(openZip(saved(Buffer.from('PK no')))).rejects.toMatchObject({ code: 'zip-unreadable' });
  });
});
