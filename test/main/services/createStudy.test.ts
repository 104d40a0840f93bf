import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeFrames } from '#core/dicom/frames.ts';
import { parseDicom } from '#core/dicom/parse.ts';
import { failureWords } from '#core/messages/messages.ts';
import { seededRandom } from '#core/random.ts';
import { loadCodecs } from '#main/services/codecs.ts';
import { createStudy, type CreateReport } from '#main/services/createStudy.ts';
import { caseIds, checkParts, openStudy, readCase, readDrafts, readPartBytes } from '#main/services/studyFolder.ts';
import { tableSource } from '#main/services/tableSource.ts';
import { film, PLANTED } from './films.ts';
import { CREATED, smallProtocol } from './study.ts';
import { smallDisk, temporaryFolder } from './support.ts';

const HEADER = 'sample_id,study_id,images,indication,candidate,reference';

/** A folder with the films, and a table of these rows. */
async function prepare(
  rows: readonly string[],
  files: Record<string, Uint8Array | string>,
): Promise<{ table: string; images: string }> {
  const folder = temporaryFolder();
  const images = join(folder, 'images');
  mkdirSync(images);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(images, name), content);
  const table = join(folder, 'cases.csv');
  writeFileSync(table, [HEADER, ...rows, ''].join('\n'));
  return { table, images };
}

async function create(folder: string, table: string, images: string): Promise<CreateReport> {
  return createStudy(folder, {
    protocol: smallProtocol(),
    source: await tableSource(table, images),
    codecs: await loadCodecs(),
    random: seededRandom(1),
    created: CREATED,
    progress: () => {},
  });
}

const GOOD = `1,s-100,"[['PA', 'a.dcm'], ['LATERAL', 'b.dcm']]",Cough,Model text.,Reference text.`;

describe('cases from a table', () => {
  it('become opaque, whole and readable', async () => {
    const folder = join(temporaryFolder(), 'study');
    const { table, images } = await prepare([GOOD], { 'a.dcm': await film(1), 'b.dcm': await film(2) });
    const report = await create(folder, table, images);
    expect(report).toMatchObject({ cases: 1, images: 2, drafts: 2, problems: [] });
    const study = await openStudy(folder);
    const [id = ''] = caseIds(study);
    const { images: kept, ...rest } = await readCase(study, id);
    expect(rest).toEqual({ format: 1, id, indication: 'Cough', sex: 'M', age: 61 });
    expect(kept).toEqual([
      { file: 'i1.dcm', view: 'PA', prior: false, rows: 8, columns: 6 },
      { file: 'i2.dcm', view: 'LATERAL', prior: false, rows: 8, columns: 6 },
    ]);
    const second = parseDicom(await readPartBytes(study, `cases/${id}/i2.dcm`), 'i2.dcm');
    expect(Array.from((await decodeFrames(second, null)).data).slice(0, 3)).toEqual([100, 101, 102]);
    expect(await readDrafts(study)).toMatchObject([
      { case: id, source: 'model', text: 'Model text.', provenance: 'cases.csv, row 2' },
      { case: id, source: 'reference', text: 'Reference text.' },
    ]);
    expect(await checkParts(study)).toEqual([]);
  });

  it('keep nothing that identifies, and import says what it removed', async () => {
    const folder = join(temporaryFolder(), 'study');
    const { table, images } = await prepare([GOOD], { 'a.dcm': await film(1), 'b.dcm': await film(2) });
    const { removed } = await create(folder, table, images);
    expect(removed.map((each) => each.name)).toEqual(
      expect.arrayContaining([
        "Patient's Name",
        'Patient ID',
        "Patient's Birth Date",
        'Study Date',
        'Study Description',
      ]),
    );
    const name = removed.find((each) => each.name === "Patient's Name");
    expect(name).toEqual({ tag: '00100010', name: "Patient's Name", images: 2 });
    for (const [name, content] of filesOf(folder)) {
      for (const planted of [...Object.values(PLANTED), 's-100', 'a.dcm', '1.2.3.4444', '1.2.3.5555', '1.2.3.6666']) {
        expect(content.includes(planted), `${planted} in ${name}`).toBe(false);
      }
    }
  });

  it('are left out with a reason each when they can not be used, and the rest goes on', async () => {
    const whole = await film(1);
    const { table, images } = await prepare(
      [
        GOOD,
        `2,s-2,"['missing.dcm']",x,y,z`,
        `3,s-3,"['cut.dcm']",x,y,z`,
        `4,s-4,"['notes.txt']",x,y,z`,
        `5,s-5,"['dog.dcm']",x,y,z`,
        `6,s-6,"['a.dcm', 'knee.dcm']",x,y,z`,
        `7,s-7,[[[,x,y,z`,
      ],
      {
        'a.dcm': whole,
        'b.dcm': await film(2),
        'cut.dcm': whole.subarray(0, whole.length - 20),
        'notes.txt': 'This is no image. '.repeat(30),
        'dog.dcm': await film(3, { PatientName: 'Dog^Rex', PatientSpeciesDescription: 'Canine' }),
        'knee.dcm': await film(4, { BodyPartExamined: 'KNEE' }),
      },
    );
    const folder = join(temporaryFolder(), 'study');
    const report = await create(folder, table, images);
    expect(report.cases).toBe(1);
    expect(report.problems.map(({ code }) => code).sort()).toEqual(
      ['csv-row', 'csv-image-missing', 'dicom-truncated', 'dicom-not', 'dicom-body-part', 'dicom-body-part'].sort(),
    );
    for (const problem of report.problems) expect(failureWords(problem)).toMatch(/^[^\n]+$/);
    expect(readdirSync(join(folder, 'cases'))).toHaveLength(1);
  });

  it('fail as a whole when the table or every case is unusable, and leave nothing behind', async () => {
    const place = temporaryFolder();
    const folder = join(place, 'study');
    const { table, images } = await prepare([`1,s-1,"['missing.dcm']",x,y,z`], {});
    await expect(create(folder, table, images)).rejects.toMatchObject({ code: 'no-cases' });
    writeFileSync(table, 'sample_id,images,indication\n1,a.dcm,x\n');
    await expect(create(folder, table, images)).rejects.toMatchObject({
      code: 'csv-columns',
      detail: { missing: 'study_id, candidate, reference' },
    });
    await expect(create(folder, `${table}.none`, images)).rejects.toMatchObject({ code: 'file-missing' });
    expect(readdirSync(place)).toEqual([]);
  });

  it('never go over a folder that is there, but into an empty one', async () => {
    const place = temporaryFolder();
    const folder = join(place, 'study');
    const { table, images } = await prepare([GOOD], { 'a.dcm': await film(1), 'b.dcm': await film(2) });
    mkdirSync(folder);
    await create(folder, table, images);
    await expect(create(folder, table, images)).rejects.toMatchObject({
      code: 'file-exists',
      detail: { file: folder },
    });
    await expect(create(table, table, images)).rejects.toMatchObject({ code: 'file-exists' });
    expect(readdirSync(place)).toEqual(['study']);
  });

  it('leave nothing behind on a full disk', async (context) => {
    const disk = smallDisk(64);
    if (disk === null) return context.skip('a small disk can only be mounted by root on Linux');
    const { table, images } = await prepare([GOOD], { 'a.dcm': await film(1), 'b.dcm': await film(2) });
    writeFileSync(join(disk, 'ballast'), new Uint8Array(40_000));
    await expect(create(join(disk, 'study'), table, images)).rejects.toMatchObject({ code: 'disk-full' });
    expect(readdirSync(disk)).toEqual(['ballast']);
    expect(existsSync(join(disk, 'study'))).toBe(false);
  });
});

function filesOf(folder: string): [string, string][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'latin1')]);
}
