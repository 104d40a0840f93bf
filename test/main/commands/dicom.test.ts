import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { decode } from 'fast-png';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '#core/errors.ts';
import { registerDicomCommands } from '#main/commands/dicom.ts';

const golden = fileURLToPath(new URL('../../golden/dicom/', import.meta.url));
const vector = join(golden, 'vectors', 'linear-monochrome1.dcm');

let folder = '';
let printed = '';
let warned = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chexstudy-dicom-'));
  printed = warned = '';
});

afterEach(() => {
  rmSync(folder, { recursive: true });
  process.exitCode = 0;
});

async function run(...args: string[]): Promise<void> {
  const program = new Command();
  const output = {
    out: (text: string) => void (printed += text),
    err: (text: string) => void (warned += text),
    isTerminal: false,
    now: () => 0,
  };
  registerDicomCommands(program, output);
  await program.parseAsync(['dicom', ...args], { from: 'user' });
}

describe('dicom stats', () => {
  it('gives an entry a file, and fails when one can not be read', async () => {
    const text = join(folder, 'notes.txt');
    writeFileSync(text, 'no image');
    await run('stats', vector, text, 'not-there.dcm', '--json');
    expect(JSON.parse(printed)).toEqual([
      {
        file: vector,
        rows: 16,
        columns: 16,
        frames: 1,
        transferSyntax: '1.2.840.10008.1.2.1',
        photometric: 'MONOCHROME1',
        min: 0,
        max: 4095,
        sum: 524160,
      },
      { file: text, error: `${text}: not a DICOM file` },
      { file: 'not-there.dcm', error: 'not-there.dcm: there is no such file' },
    ]);
    expect(process.exitCode).toBe(1);
  });

  it('prints a table for people', async () => {
    await run('stats', vector, 'not-there.dcm');
    expect(printed.split('\n')[1]).toMatch(/16x16 +1 +MONOCHROME1 +0 +4095 +524160 +1\.2\.840\.10008\.1\.2\.1$/);
    expect(warned).toBe('not-there.dcm: there is no such file\n');
    process.exitCode = 0;
    await run('stats', vector);
    expect(process.exitCode).toBe(0);
  });
});

describe('dicom render', () => {
  const expected: unknown = JSON.parse(readFileSync(join(golden, 'grey.json'), 'utf8'));

  it('writes the greys of the viewer as a PNG of full size', async () => {
    const out = join(folder, 'out.png');
    await run('render', vector, '--out', out);
    const { width, height, depth, channels, data } = decode(readFileSync(out));
    expect({ width, height, depth, channels }).toEqual({ width: 16, height: 16, depth: 8, channels: 1 });
    expect(expected).toMatchObject({ vectors: { 'linear-monochrome1': [{ pydicom: [...data] }] } });
  });

  it('takes a window', async () => {
    const out = join(folder, 'out.png');
    await run('render', vector, '--out', out, '--window', '2048,1');
    expect(new Set(decode(readFileSync(out)).data)).toEqual(new Set([0, 255]));
  });

  it('says where it can not write', async () => {
    await expect(run('render', vector, '--out', join(folder, 'none', 'x.png'))).rejects.toThrow('file-missing');
  });

  it.each(['2048', '2048,0', 'a,b', '1,2,3', ','])('refuses the window %s', async (window) => {
    await expect(run('render', vector, '--out', join(folder, 'x.png'), '--window', window)).rejects.toThrow(Failure);
  });
});
