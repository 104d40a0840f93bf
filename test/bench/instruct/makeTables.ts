import { createWriteStream, mkdirSync, writeFileSync, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { seededRandom } from '#core/random.ts';
import { chexpertColumns } from '#models/chexinstruct/labels.ts';

const SENTENCES = [
  'The lungs are clear without focal consolidation.',
  'There is a small left pleural effusion, unchanged from the prior study.',
  'The cardiac silhouette is mildly enlarged.',
  'No pneumothorax is seen.',
  'Mild pulmonary edema has improved since the previous radiograph.',
  'The trachea is midline.',
  'Bibasilar opacities may reflect atelectasis.',
  'The hemidiaphragms are normal in contour.',
  'Median sternotomy wires are intact.',
  'Degenerative changes are seen in the thoracic spine.',
  'A right internal jugular catheter ends in the mid superior vena cava.',
  'The mediastinal and hilar contours are within normal limits.',
];

/** Films for each study, and studies for each patient, about as MIMIC-CXR has them. */
const FILMS = [1, 2, 2, 1, 2, 2];
const STUDIES = [1, 2, 3, 5, 7];

/**
 * The four tables of MIMIC-CXR-JPG with so many rows in all: a row of two tables for each film, and of the other two for
 * each study.
 */
export async function makeMimicTables(folder: string, rows: number, seed: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const random = seededRandom(seed);
  const open = (name: string): WriteStream => createWriteStream(join(folder, name));
  const split = open('mimic-cxr-2.0.0-split.csv');
  const metadata = open('mimic-cxr-2.0.0-metadata.csv');
  const labels = open('mimic-cxr-2.0.0-chexpert.csv');
  const texts = open('mimic_cxr_sectioned.csv');
  split.write('dicom_id,study_id,subject_id,split\n');
  metadata.write(
    'dicom_id,subject_id,study_id,PerformedProcedureStepDescription,ViewPosition,Rows,Columns,StudyDate,StudyTime,' +
      'ProcedureCodeSequence_CodeMeaning,ViewCodeSequence_CodeMeaning,PatientOrientationCodeSequence_CodeMeaning\n',
  );
  labels.write(`subject_id,study_id,${chexpertColumns.join(',')}\n`);
  texts.write('study,impression,findings,last_paragraph,comparison\n');
  let [written, study] = [0, 50_000_000];
  for (let subject = 10_000_000; written < rows; subject++) {
    const draw = random.uniform();
    const part = draw < 0.96 ? 'train' : draw < 0.98 ? 'validate' : 'test';
    const studies = STUDIES[subject % STUDIES.length] ?? 1;
    for (let place = 0; place < studies && written < rows; place++) {
      study++;
      const films = FILMS[study % FILMS.length] ?? 1;
      for (let film = 0; film < films; film++) {
        const dicom = `${study.toString(16)}-${subject.toString(16)}-${film}-0123456789abcdef01234567`;
        const view = film === 0 ? (study % 3 === 0 ? 'PA' : 'AP') : 'LATERAL';
        split.write(`${dicom},${study},${subject},${part}\n`);
        metadata.write(
          `${dicom},${subject},${study},CHEST (PA AND LAT),${view},3056,2544,${21_000_000 + place},93012.5,` +
            'CHEST (PA AND LAT),postero-anterior,Erect\n',
        );
      }
      const cells = chexpertColumns.map(() => ['', '', '', '', '1.0', '0.0', '-1.0', ''][random.integer(8)]);
      labels.write(`${subject},${study},${cells.join(',')}\n`);
      const words = random.shuffle(SENTENCES);
      texts.write(`s${study},"${words.slice(8, 10).join(' ')}","${words.slice(0, 7).join('\n ')}",,\n`);
      written += 2 * films + 2;
      if (texts.writableNeedDrain) await once(texts, 'drain');
    }
  }
  for (const stream of [split, metadata, labels, texts]) {
    stream.end();
    await once(stream, 'finish');
  }
  writeFileSync(join(folder, 'whole'), '');
}
