import { describe, expect, test } from 'vitest';
import { Failure } from '#core/errors.ts';
import { readCaseTable } from '#studies/cases/csv.ts';

const HEADER = 'sample_id,study_id,images,indication,candidate,reference';

function official(...rows: string[]) {
  return readCaseTable([HEADER, ...rows].join('\n'), 'cases.csv');
}

function reasons(text: string): [number, string][] {
  return readCaseTable(text, 'cases.csv').problems.map(({ detail }) => [Number(detail.row), String(detail.reason)]);
}

function missingColumns(text: string): unknown {
  try {
    readCaseTable(text, 'cases.csv');
  } catch (thrown) {
    return thrown instanceof Failure ? { code: thrown.code, ...thrown.detail } : thrown;
  }
  return null;
}

describe('the layout of the official reader study', () => {
  test('with Python lists, a BOM, Windows line ends, quotes, and line breaks in cells', () => {
    const text = `\ufeff${HEADER}\r\n0,s1,"[['PA', 'a/1.dcm'], ['LATERAL', ""b's.dcm""]]","Cough, ""dry""","Heart **normal**.  \r\nLungs clear.\r\n",Normal.\r\n`;
    expect(readCaseTable(text, 'cases.csv')).toEqual({
      rows: [
        {
          row: 2,
          name: 's1',
          images: [
            { file: 'a/1.dcm', view: 'PA', prior: false },
            { file: "b's.dcm", view: 'LATERAL', prior: false },
          ],
          indication: 'Cough, "dry"',
          drafts: [
            { source: 'model', text: 'Heart normal.\nLungs clear.' },
            { source: 'reference', text: 'Normal.' },
          ],
        },
      ],
      problems: [],
    });
  });

  test('with JSON lists, tuples, unnamed views, plain names, and lists of names', () => {
    const { rows, problems } = official(
      '0,s1,"[[""AP"", ""a.dcm""]]",,x,',
      `1,s2,"[(nan, 'a.dcm'), (None, 'b.dcm'),]",,x,`,
      '2,s3,a.dcm; b.dcm,,x,',
      `3,s4,"['a.dcm', 'b.dcm', 'a.dcm']",,x,`,
    );
    expect(problems).toEqual([]);
    expect(rows.map((row) => row.images.map(({ file, view }) => [file, view]))).toEqual([
      [['a.dcm', 'AP']],
      [
        ['a.dcm', null],
        ['b.dcm', null],
      ],
      [
        ['a.dcm', null],
        ['b.dcm', null],
      ],
      [
        ['a.dcm', null],
        ['b.dcm', null],
      ],
    ]);
  });

  test('gives no draft where the candidate is the scratch sentinel, empty, or nan', () => {
    const { rows } = official(
      '0,s1,a.dcm,,Empty. Please write from scratch.,',
      '1,s2,a.dcm,,,',
      '2,s3,a.dcm,nan,nan,NaN',
    );
    expect(rows.map((row) => [row.drafts, row.indication])).toEqual([
      [[], ''],
      [[], ''],
      [[], ''],
    ]);
  });

  test('merges the rows of a study, each with the source of its candidate', () => {
    const text = [
      `${HEADER},source,resident,sex,age`,
      `0,s1,"[['PA','a.dcm']]",Cough,By the model.,The truth.,model,,F,61`,
      `1,s1,"[['PA','a.dcm'],['LL','b.dcm']]",,By a resident.,The truth.,Resident,,,`,
      `2,s2,a2.dcm,,By the model.,,,Written by hand.,male,097Y`,
    ].join('\n');
    const { rows, problems } = readCaseTable(text, 'cases.csv');
    expect(problems).toEqual([]);
    expect(rows[0]).toMatchObject({ name: 's1', row: 2, sex: 'F', age: 61, indication: 'Cough' });
    expect(rows[0]?.images.map((image) => image.view)).toEqual(['PA', 'LATERAL']);
    expect(rows[0]?.drafts.map((draft) => draft.source)).toEqual(['model', 'reference', 'resident']);
    expect(rows[1]).toMatchObject({ sex: 'M', age: 90 });
    expect(rows[1]?.drafts).toEqual([
      { source: 'model', text: 'By the model.' },
      { source: 'resident', text: 'Written by hand.' },
    ]);
  });
});

describe('the simple layout', () => {
  test('one row a file, rows of a case together', () => {
    const text =
      'Case;File;View;Indication;Sex;Age;Draft;Prior\nA;a1.dcm;pa;Fever;F;006M;Clear.;\nA;a2.dcm;L Lat;;;;;\nA;old.dcm;PA;;;;;yes\nB;b.dcm;;;;;;\n';
    expect(readCaseTable(text, 'cases.csv')).toEqual({
      rows: [
        {
          row: 2,
          name: 'A',
          images: [
            { file: 'a1.dcm', view: 'PA', prior: false },
            { file: 'a2.dcm', view: 'LATERAL', prior: false },
            { file: 'old.dcm', view: 'PA', prior: true },
          ],
          indication: 'Fever',
          sex: 'F',
          age: 0,
          drafts: [{ source: 'model', text: 'Clear.' }],
        },
        { row: 5, name: 'B', images: [{ file: 'b.dcm', view: null, prior: false }], indication: '', drafts: [] },
      ],
      problems: [],
    });
  });

  test('takes priors as a list too', () => {
    const { rows } = readCaseTable('case\tfile\tprior\nA\ta.dcm\told1.dcm;old2.dcm\n', 'cases.csv');
    expect(rows[0]?.images.map(({ file, prior }) => [file, prior])).toEqual([
      ['a.dcm', false],
      ['old1.dcm', true],
      ['old2.dcm', true],
    ]);
  });
});

describe('missing columns', () => {
  test.each([
    [
      'sample_id,study_id,images,indication,candidate\n',
      'reference',
      'sample_id, study_id, images, indication, candidate',
    ],
    ['study_id,Text\n', 'sample_id, images, indication, candidate, reference', 'study_id, text'],
    ['case,indication\n', 'file', 'case, indication'],
    ['patient,path\n', 'case, file', 'patient, path'],
    ['', 'case, file', 'none'],
  ])('%j', (text, missing, found) => {
    expect(missingColumns(text)).toEqual({ code: 'csv-columns', file: 'cases.csv', missing, found });
  });
});

describe('a bad row is told and the rest goes on', () => {
  test.each([
    ['too few cells', '0,s1,a.dcm', 'has 3 cells instead of 6'],
    ['too many cells', '0,s1,a.dcm,a,b,c,d', 'has 7 cells instead of 6'],
    ['no name', '0,,a.dcm,,,', 'study_id is empty'],
    ['no image', '0,s1,,,,', 'an image has no file name'],
    ['an empty list of images', '0,s1,[],,,', 'images is an empty list'],
    ['a broken list', `0,s1,"[['PA', 'a.dcm'",,,`, 'images is not a list at character 16'],
    ['a number in the list', '0,s1,[1],,,', 'images is not a list at character 2'],
    ['a triple', `0,s1,"[['PA','a','b']]",,,`, 'images holds ["PA","a","b"] instead of [view, file]'],
  ])('%s', (_name, bad, reason) => {
    const table = official('9,s0,a.dcm,,x,', bad, '', '8,s9,z.dcm,,x,');
    expect(table.rows.map((row) => row.name)).toEqual(['s0', 's9']);
    expect(table.problems).toEqual([{ code: 'csv-row', detail: { file: 'cases.csv', row: 3, reason } }]);
  });

  test('an odd quote as the official example has it', () => {
    expect(official('0,p1,a.dcm,""Lorem ipsum, dolor.",b,c', '1,p2,a.dcm,6" tube,b,c').rows).toMatchObject([
      { name: 'p2', indication: '6" tube' },
    ]);
  });

  test('a quote that never closes', () => {
    expect(reasons(`${HEADER}\n0,s1,a.dcm,,x,\n1,s2,a.dcm,"open,,\n2,s3,a.dcm,,,`)).toEqual([
      [3, 'a quote is not closed'],
    ]);
  });

  test('duplicates and contradictions', () => {
    const rows = [
      'case,file,indication,sex,age,source,draft',
      'A,a.dcm,Cough,F,50,model,One.',
      'A,a.dcm,Cough,F,50,model,One.',
      'A,b.dcm,,,,model,Two.',
      'A,c.dcm,Fever,,,,',
      'A,d.dcm,,M,,,',
      'A,e.dcm,,,51,,',
      'B,b.dcm,,x,,,',
      'B,b.dcm,,,200,,',
      'B,b.dcm,,,old,,',
      'B,b.dcm,,,,My model,x',
    ];
    expect(reasons(rows.join('\n'))).toEqual([
      [3, 'repeats row 2'],
      [4, 'the case has another model draft already'],
      [5, 'indication differs from row 2'],
      [6, 'sex differs from row 2'],
      [7, 'age differs from row 2'],
      [8, 'sex is "x" instead of F, M or O'],
      [9, 'age is "200" instead of whole years'],
      [10, 'age is "old" instead of whole years'],
      [11, 'source is "My model" instead of a name'],
    ]);
  });
});
