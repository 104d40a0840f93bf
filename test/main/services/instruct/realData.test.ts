import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildInstruct } from '#main/services/instruct/build.ts';
import type { Manifest } from '#main/services/instruct/manifest.ts';
import { readRecords } from '#core/text/records.ts';
import { dataFolder } from '#test/data.ts';

const data = dataFolder();
let place: string;

describe.skipIf(data === null)('with real reports, questions and labels', () => {
  beforeAll(() => {
    place = mkdtempSync(join(tmpdir(), 'chexstudy-instruct-real-'));
  });
  afterAll(() => {
    rmSync(place, { recursive: true });
  });

  function build(name: string, out: string, lookForImages: boolean): Promise<Manifest> {
    const order = { seed: 1, wordings: 1, bench: null, parquet: false, lookForImages };
    return buildInstruct({ ...order, folders: { [name]: join(place, name) }, out: join(place, out) }, () => {});
  }

  it('reads the reports of Open-I as they are published', async () => {
    mkdirSync(join(place, 'openi'));
    execFileSync('tar', ['xzf', join(data ?? '', 'reports', 'openi_xml_original.tgz'), '-C', join(place, 'openi')]);
    const { counts, faults, sources } = await build('openi', 'built-openi', false);
    // The same reports as a table, made from the XML by another program.
    const table = join(data ?? '', 'reports', 'openi_reports.csv');
    const { rows } = readRecords(readFileSync(table, 'utf8'), table);
    const has = (...columns: string[]): number =>
      rows.filter((row) => columns.every((column) => (row.get(column) ?? '').trim() !== '')).length;
    expect(sources[0]?.rows).toBe(rows.length);
    expect(faults).toEqual([]);
    const summed = counts['Findings Summarization']?.openi?.test ?? 0;
    // Impressions with blanks of de-identification or times of day are left out.
    expect(summed).toBeLessThanOrEqual(has('findings', 'impression'));
    expect(summed).toBeGreaterThan(0.95 * has('findings', 'impression'));
    const generated = counts['Findings Generation']?.openi?.test ?? 0;
    expect(generated).toBeLessThanOrEqual(has('findings', 'images'));
    expect(generated).toBeGreaterThan(0.95 * has('findings', 'images'));
  }, 60_000);

  it('reads the questions of VQA-RAD', async () => {
    const file = join(data ?? '', 'reports', 'vqarad_chest_qa.json');
    mkdirSync(join(place, 'vqa-rad'));
    copyFileSync(file, join(place, 'vqa-rad', 'trainset.json'));
    const asked = JSON.parse(readFileSync(file, 'utf8')) as { answer: string; answer_type: string }[];
    const { counts, faults } = await build('vqa-rad', 'built-vqa', false);
    expect(faults).toEqual([]);
    expect(counts['Open-Ended VQA']?.['vqa-rad']).toEqual({ train: asked.length });
    const closed = asked.filter(
      ({ answer, answer_type }) => answer_type === 'CLOSED' && /^\s*(yes|no)\s*$/i.test(answer),
    );
    expect(counts['Close-Ended VQA']?.['vqa-rad']).toEqual({ train: closed.length });
  });

  it('reads labels of ChestX-ray14 with the films they belong to', async () => {
    const table = join(data ?? '', 'cxr-images', 'images.csv');
    const nih = readRecords(readFileSync(table, 'utf8'), table).rows.filter((row) => row.get('id')?.startsWith('nih_'));
    const folder = join(place, 'chestx-ray14');
    mkdirSync(join(folder, 'images'), { recursive: true });
    const entries = nih.map((row) => {
      const image = (row.get('file') ?? '').replace('nih_', '');
      symlinkSync(join(data ?? '', 'cxr-images', row.get('file') ?? ''), join(folder, 'images', image));
      return [image, row.get('labels'), row.get('patient')?.replace('nih-', ''), row.get('view')].join(',');
    });
    const header = 'Image Index,Finding Labels,Patient ID,View Position';
    writeFileSync(join(folder, 'Data_Entry_2017.csv'), `${[header, ...entries].join('\n')}\n`);
    writeFileSync(join(folder, 'test_list.txt'), '');
    const { counts, faults } = await build('chestx-ray14', 'built-nih', true);
    expect(faults).toEqual([]);
    expect(counts['Image Classification']?.['chestx-ray14']).toEqual({ train: nih.length });
  });
});
