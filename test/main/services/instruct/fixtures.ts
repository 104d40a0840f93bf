import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chexpertColumns } from '#models/chexinstruct/labels.ts';
import { sourceNames, type SourceName } from '#models/chexinstruct/names.ts';

/** Files of a source by path; a number instead of a text makes an empty film of that side. */
type Files = Record<string, string | number>;

const fourteen = chexpertColumns.join(',');
/** Cells of the fourteen columns: what is not named is empty. */
function labels(given: Record<string, number>): string {
  return chexpertColumns.map((name) => given[name] ?? '').join(',');
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}

function json(value: unknown): string {
  return JSON.stringify(value);
}

/** Two patients for training, one each for validation and testing; the first has two studies. */
const mimicStudies = [
  { subject: '10000001', study: '50000001', split: 'train', date: '21800101', given: { Edema: -1, Pneumonia: 1 } },
  { subject: '10000001', study: '50000002', split: 'train', date: '21800301', given: { 'Pleural Effusion': 1 } },
  { subject: '10000002', study: '50000003', split: 'train', date: '21810101', given: { 'No Finding': 1 } },
  { subject: '10000003', study: '50000004', split: 'validate', date: '21810101', given: { Pneumothorax: 1, Edema: 0 } },
  { subject: '10000003', study: '50000014', split: 'validate', date: '21810201', given: { Fracture: 1 } },
  { subject: '10000004', study: '50000005', split: 'test', date: '21810101', given: { Cardiomegaly: -1, Fracture: 1 } },
  { subject: '10000004', study: '50000006', split: 'test', date: '21810102', given: { Atelectasis: 1 } },
];
const shots = mimicStudies.flatMap((each) => [
  { ...each, dicom: `f-${each.study}`, view: 'PA' },
  { ...each, dicom: `l-${each.study}`, view: each.study === '50000003' ? 'LL' : 'LATERAL' },
]);

function mimicPath({ subject, study, dicom }: { subject: string; study: string; dicom: string }): string {
  return `p${subject.slice(0, 2)}/p${subject}/s${study}/${dicom}.jpg`;
}

const findings =
  'The heart is normal. There is a new small left pleural effusion. The trachea is midline. Lungs are clear.';
const films = (paths: readonly string[], side = 512): Files => Object.fromEntries(paths.map((path) => [path, side]));

const mimicCxr: Files = {
  'mimic-cxr-2.0.0-split.csv': lines(
    'dicom_id,study_id,subject_id,split',
    ...shots.map(({ dicom, study, subject, split }) => [dicom, study, subject, split].join()),
  ),
  'mimic-cxr-2.0.0-metadata.csv': lines(
    'dicom_id,subject_id,study_id,PerformedProcedureStepDescription,ViewPosition,Rows,Columns,StudyDate,StudyTime,' +
      'ProcedureCodeSequence_CodeMeaning,ViewCodeSequence_CodeMeaning,PatientOrientationCodeSequence_CodeMeaning',
    ...shots.map(({ dicom, study, subject, view, date }) =>
      [dicom, subject, study, 'CHEST (PA AND LAT)', view, 3056, 2544, date, '93012.5', 'CHEST', 'x', 'Erect'].join(),
    ),
  ),
  'mimic-cxr-2.0.0-chexpert.csv': lines(
    `subject_id,study_id,${fourteen}`,
    ...mimicStudies.map(({ subject, study, given }) => `${subject},${study},${labels(given)}`),
  ),
  'mimic_cxr_sectioned.csv': lines(
    'study,impression,findings,last_paragraph,comparison,indication',
    ...mimicStudies.map(
      ({ study }) => `s${study},"Improved effusion, study ${study}.","${findings}",,None,"Cough, fever"`,
    ),
  ),
  'mimic_cxr_struct.json': json({
    findings: { s50000002: '[Breathing: Pleura] Small effusion, unchanged. [Cardiac: Heart] Normal size.' },
    impression: { s50000002: '[Breathing: Pleura] Stable effusion.' },
  }),
  ...films(shots.map((shot) => `files/${mimicPath(shot)}`)),
};

const masks = '0 2 1022 2';

const fixtures: Record<SourceName, Files> = {
  'mimic-cxr': mimicCxr,
  'chestx-ray14': {
    'Data_Entry_2017.csv': lines(
      'Image Index,Finding Labels,Follow-up #,Patient ID,Patient Age,Patient Gender,View Position,' +
        'OriginalImage[Width,Height],OriginalImagePixelSpacing[x,y],',
      '00000001_000.png,Cardiomegaly|Emphysema,0,1,058Y,M,PA,2682,2749,0.143,0.143,',
      '00000002_000.png,No Finding,0,2,058Y,M,PA,2682,2749,0.143,0.143,',
    ),
    'train_val_list.txt': lines('00000001_000.png'),
    'test_list.txt': lines('00000002_000.png'),
    ...films(['images/00000001_000.png', 'images_012/images/00000002_000.png']),
  },
  chexpert: {
    ...Object.fromEntries(
      [
        ['train', 1],
        ['valid', 2],
        ['test', 3],
      ].map(([name, patient]) => [
        `${name}.csv`,
        lines(
          `Path,Sex,Age,Frontal/Lateral,AP/PA,${fourteen}`,
          ...[1, 2].flatMap((study) => [
            `CheXpert-v1.0-small/${name}/patient0000${patient}/study${study}/view1_frontal.jpg,Female,68,Frontal,AP,${labels({ Edema: 1 })}`,
            `CheXpert-v1.0-small/${name}/patient0000${patient}/study${study}/view2_lateral.jpg,Female,68,Lateral,,${labels({ Edema: 1 })}`,
          ]),
        ),
      ]),
    ),
    'df_chexpert_plus_240401.csv': lines(
      'path_to_image,path_to_dcm,frontal_lateral,ap_pa,deid_patient_id,patient_report_date_order,report,section_narrative,' +
        'section_clinical_history,section_history,section_comparison,section_technique,section_procedure_comments,' +
        'section_findings,section_impression,section_end_of_impression,section_summary,section_accession_number,age,sex,' +
        'race,ethnicity,interpreter_needed,insurance_type,recent_bmi,deceased,split',
      ...[1, 2].map(
        (study) =>
          `train/patient00001/study${study}/view1_frontal.jpg,x,Frontal,AP,p1,${study},"r","n","Dyspnea",,,,,` +
          `"${findings}","Stable effusion. Heart is normal.",,,,68,Female,,,,,,,train`,
      ),
    ),
    ...films(
      ['train/patient00001', 'valid/patient00002', 'test/patient00003'].flatMap((folder) =>
        [1, 2].flatMap((study) =>
          ['view1_frontal', 'view2_lateral'].map((name) => `${folder}/study${study}/${name}.jpg`),
        ),
      ),
    ),
  },
  padchest: {
    'PADCHEST_chest_x_ray_images_labels_160K_01.02.19.csv': lines(
      ',ImageID,ImageDir,StudyDate_DICOM,StudyID,PatientID,PatientBirth,PatientSex_DICOM,ViewPosition_DICOM,Projection,' +
        'MethodProjection,Pediatric,Modality_DICOM,Report,MethodLabel,Labels',
      `0,a.png,0,20140915,st1,p1,1930,M,POSTEROANTERIOR,PA,Manual,No,CR,derrame pleural .,Physician,"['pleural effusion', 'cardiomegaly']"`,
      `1,b.png,0,20140915,st2,p2,1930,M,POSTEROANTERIOR,PA,Manual,No,CR,sin hallazgos .,Physician,"['normal']"`,
    ),
    'image.tok': lines('a.png'),
    'report.en.tok': lines('pleural effusion .'),
    ...films(['images/a.png', '0/b.png']),
  },
  rsna: {
    'stage_2_train_labels.csv': lines(
      'patientId,x,y,width,height,Target',
      ...Array.from({ length: 12 }, (_, place) => (place % 2 ? `r${place},,,,,0` : `r${place},1,2,30,40,1`)),
    ),
    ...films(Array.from({ length: 12 }, (_, place) => `stage_2_train_images/r${place}.dcm`)),
  },
  'covidx-cxr-3': {
    'train.txt': lines('1 a.png positive cohen', '2 b.png negative rsna'),
    'test.txt': lines('3 c.png negative rsna'),
    ...films(['train/a.png', 'train/b.png', 'test/c.png']),
  },
  'cxr-lt': {
    'train.csv': lines(
      'dicom_id,path,study_id,subject_id,Calcification of the Aorta,Emphysema,Fibrosis,Hernia,Infiltration,Mass,Nodule,' +
        'Pleural Thickening,Pneumomediastinum,Pneumoperitoneum,Subcutaneous Emphysema,Tortuous Aorta',
      'f-50000001,x,50000001.0,10000001.0,0,1,0,0,0,0,0,0,0,0,0,1',
      'f-50000005,x,50000005.0,10000004.0,0,0,0,0,0,0,1,0,0,0,0,0',
    ),
  },
  brax: {
    'master_spreadsheet_update.csv': lines(
      `,DicomPath,PngPath,PatientID,PatientSex,PatientAge,AccessionNumber,StudyDate,${fourteen},ViewPosition,Rows,Columns,Manufacturer`,
      `0,d,images/a.png,p1,M,50,acc1,20100101,${labels({ Fracture: 1 })},PA,10,10,m`,
      `1,d,images/b.png,p1,M,50,acc1,20100101,${labels({ Fracture: 1 })},L,10,10,m`,
    ),
    ...films(['images/a.png', 'images/b.png']),
  },
  'nlm-tb': films(['MontgomerySet/CXR_png/MCUCXR_0001_0.png', 'ChinaSet_AllFiles/CXR_png/CHNCXR_0327_1.png']),
  'ms-cxr-t': {
    'MS_CXR_T_temporal_image_classification_v1.0.0.csv': lines(
      'dicom_id,previous_dicom_id,study_id,subject_id,consolidation_progression,edema_progression,' +
        'pleural_effusion_progression,pneumonia_progression,pneumothorax_progression',
      'f-50000006,f-50000005,50000006,10000004,,stable,improving,,',
    ),
    'MS_CXR_T_temporal_sentence_similarity_v1.0.0.csv': lines(
      'sentence_1,sentence_2,category,subset_name',
      'Effusion is larger.,Effusion has grown.,paraphrase,x',
      'Effusion is larger.,Effusion is smaller.,contradiction,x',
    ),
  },
  'vindr-cxr': {
    'annotations_train.csv': lines(
      'image_id,rad_id,class_name,x_min,y_min,x_max,y_max',
      'v1,R1,Cardiomegaly,100,200,300,400',
      'v1,R2,Cardiomegaly,110,210,310,410',
      'v1,R2,Nodule/Mass,10,10,30,40',
      'v2,R1,No finding,,,,',
    ),
    'annotations_test.csv': lines('image_id,class_name,x_min,y_min,x_max,y_max', 'v3,Pneumothorax,1,1,200,200'),
    ...films(['train/v1.dicom', 'train_png/v2.png', 'test/v3.dicom'], 1000),
  },
  'vindr-pcxr': {
    'annotations_train.csv': lines(
      'image_id,rad_ID,class_name,class_id,x_min,y_min,x_max,y_max',
      'q1,R1,Reticulonodular opacity,3,100,200,300,400',
      'q2,R1,No finding,0,,,,',
    ),
    ...films(['train/q1.dicom', 'train/q2.dicom'], 1000),
  },
  'candid-ptx': {
    'Pneumothorax_reports.csv': lines(
      'SOPInstanceUID,StudyInstanceUID,EncodedPixels,Report',
      `1.1,9.1,${masks},Small pneumothorax.`,
      '1.2,9.2,-1,Normal.',
      '1.3,9.3,-1,Chest tube and rib fracture.',
    ),
    'Rib_fracture_mask_rle.csv': lines('anon_SOPUID,mask_rle', `1.3,${masks}`),
    'chest_tube.csv': lines('anon_SOPUID,mask_rle', `1.3,${masks}`, '1.1,-1'),
    ...films(['1.1', '1.2', '1.3'].map((name) => `candid-ptx-images-512/${name}.jpg`)),
  },
  siim: {
    'train-rle.csv': lines('ImageId, EncodedPixels', `s1,${masks}`, 's2,-1'),
    ...films(['dicom-images-train/a/b/s1.dcm', 'train/s2.png']),
  },
  'object-cxr': {
    'train.csv': lines('image_name,annotation', '1.jpg,0 100 100 200 300;2 10 10 50 20 30 90', '2.jpg,'),
    'dev.csv': lines('image_name,annotation', '3.jpg,1 5 5 50 60'),
    ...films(['train/1.jpg', 'train/2.jpg', 'dev/3.jpg'], 1000),
  },
  'ms-cxr': {
    'MS_CXR_Local_Alignment_v1.0.0.csv': lines(
      'dicom_id,category_name,label_text,path,x,y,w,h,image_width,image_height',
      ...shots
        .filter(({ view, study }) => view === 'PA' && study !== '50000003')
        .map(
          (shot) =>
            `${shot.dicom},Pleural Effusion,small left pleural effusion,files/${mimicPath(shot)},254,305,254,611,2544,3056`,
        ),
    ),
  },
  openi: {
    'ecgen-radiology/1.xml':
      '<?xml version="1.0"?><eCitation><uId id="CXR1"/><MedlineCitation><Article><Abstract>' +
      '<AbstractText Label="INDICATION">Cough</AbstractText><AbstractText Label="FINDINGS">Lungs are clear &amp; dry.</AbstractText>' +
      '<AbstractText Label="IMPRESSION">Normal chest.</AbstractText></Abstract></Article></MedlineCitation>' +
      '<parentImage id="CXR1_1_IM-0001-3001"/><parentImage id="CXR1_1_IM-0001-4001"/></eCitation>',
    ...films(['images/CXR1_1_IM-0001-3001.png', 'images/CXR1_1_IM-0001-4001.png']),
  },
  'bimcv-covid19': {
    'test.image.en.tok': lines('sub-S1/ses-E1/mod-rx/a.png,sub-S1/ses-E1/mod-rx/b.png'),
    'test.report.en.tok': lines('bilateral opacities . no effusion .'),
    ...films(['images/sub-S1/ses-E1/mod-rx/a.png', 'images/sub-S1/ses-E1/mod-rx/b.png']),
  },
  roco: Object.assign(
    {},
    ...['train', 'validation', 'test'].map((split) => ({
      [`${split}/radiology/captions.txt`]: lines(
        `ROCO_${split}1\t Chest X-ray with an effusion of "${split}".`,
        `ROCO_${split}2\tChest radiograph: clear lungs.`,
        `ROCO_${split}3\tCT of the abdomen.`,
      ),
      ...films([1, 2, 3].map((place) => `${split}/radiology/images/ROCO_${split}${place}.jpg`)),
    })),
  ) as Files,
  'mimic-iii': {
    'CT_head/train.findings.tok': lines('no bleeding .', 'a mass .'),
    'CT_head/train.impression.tok': lines('normal .', 'tumor at 10 a.m. ___'),
    'XR_chest/test.findings.tok': lines('clear lungs .'),
    'XR_chest/test.impression.tok': lines('normal .'),
  },
  'vqa-rad': {
    'trainset.json': json([
      {
        qid: 1,
        image_name: 'syn1.jpg',
        image_organ: 'CHEST',
        question: 'Is it big?',
        answer: 'Yes',
        answer_type: 'CLOSED',
      },
      { qid: 2, image_name: 'syn2.jpg', image_organ: 'HEAD', question: 'Where?', answer: 'left', answer_type: 'OPEN' },
    ]),
    'testset.json': json([
      { qid: 3, image_name: 'syn3.jpg', image_organ: 'CHEST', question: 'Where?', answer: 'left', answer_type: 'OPEN' },
    ]),
    ...films(['images/syn1.jpg', 'images/syn2.jpg', 'images/syn3.jpg']),
  },
  slake: {
    ...Object.fromEntries(
      ['train', 'validate', 'test'].map((split, place) => [
        `${split}.json`,
        json(
          [1, 2].map((number) => ({
            ...{ img_id: place, img_name: `xmlab${place}/source.jpg`, qid: number, q_lang: number === 1 ? 'en' : 'zh' },
            ...{
              location: 'Lung',
              modality: 'X-Ray',
              answer_type: 'CLOSED',
              base_type: 'vqa',
              content_type: 'Abnormality',
            },
            ...{ question: 'Is the heart large?', answer: 'No', triple: [] },
          })),
        ),
      ]),
    ),
    ...films([0, 1, 2].map((place) => `imgs/xmlab${place}/source.jpg`)),
  },
  'medvqa-2019': {
    'train/QA/Abnormality.csv': lines('syn1|is this x-ray normal?|yes', 'syn1|what is abnormal?|pneumonia'),
    'train/list_chest_xray.txt': lines('syn1.jpg'),
    'train/images/syn1.jpg': 512,
  },
  'pmc-vqa': {
    'train_2.csv': lines(
      'index,Figure_path,Caption,Question,Choice A,Choice B,Choice C,Choice D,Answer,split',
      '0,PMC1.jpg,Chest X-ray of a man,What is seen?, A:Effusion , B:Nodule , C:Nothing , D:Tube ,B,train',
      '1,PMC2.jpg,CT of a man,What is seen?, A:Effusion , B:Nodule , C:Nothing , D:Tube ,B,train',
    ),
    ...films(['figures/PMC1.jpg', 'figures/PMC2.jpg']),
  },
  'rad-restruct': {
    'id_to_img_mapping_frontal_reports.json': json({ 2: ['CXR2_IM-1'], 3: ['CXR3_IM-1'] }),
    ...Object.fromEntries(
      [
        ['train', 2],
        ['test', 3],
      ].map(([split, id]) => [
        `${split}_qa_pairs/${id}.json`,
        json([
          ['Are there signs?', ['yes'], [], { options: ['yes', 'no'] }],
          [
            'In which part?',
            ['left', 'lower'],
            [['Are there signs?', ['yes']]],
            { options: ['left', 'lower', 'right'] },
          ],
        ]),
      ]),
    ),
    ...films(['images/CXR2_IM-1.png', 'images/CXR3_IM-1.png']),
  },
  'mimic-cxr-vqa': {
    ...Object.fromEntries(
      [
        ['train', 0],
        ['valid', 3],
        ['test', 5],
      ].map(([name, place]) => {
        const shot = { ...mimicStudies[Number(place)]!, dicom: `f-${mimicStudies[Number(place)]?.study}` };
        const common = { subject_id: shot.subject, study_id: shot.study, image_path: mimicPath(shot), split: name };
        return [
          `${name}.json`,
          json([
            { ...common, question: 'is there edema?', answer: ['yes'] },
            { ...common, question: 'what is the gender?', answer: ['f'] },
            { ...common, question: 'are there any abnormalities?', answer: ['no'] },
          ]),
        ];
      }),
    ),
  },
  'mimic-diff-vqa': {
    'mimic_pair_questions.csv': lines(
      'study_id,ref_id,subject_id,question_type,question,answer,split',
      '50000002,50000001,10000001,difference,what has changed?,effusion is new,train',
      '50000002,50000001,10000001,location,where is the effusion?,left side,train',
      '50000002,50000001,10000001,view,which view?,pa,train',
    ),
  },
  radqa: Object.fromEntries(
    ['train', 'dev', 'test'].map((name) => [
      `${name}.json`,
      json({
        version: '1',
        data: [
          {
            title: '1',
            paragraphs: [
              {
                ...{ context: 'A nodule in the left lung, {stable}.', document_id: 'd' },
                qas: [
                  {
                    id: 'a',
                    question: 'Where?',
                    is_impossible: false,
                    answers: [{ text: 'left  lung', answer_start: 16 }],
                  },
                  { id: 'b', question: 'Since when?', is_impossible: true, answers: [] },
                ],
              },
            ],
          },
        ],
      }),
    ]),
  ),
  rexval: {
    '50_samples_gt_and_candidates.csv': lines(
      ',study_id,gt_report,radgraph,bertscore,s_emb,bleu',
      '0,1,No effusion.,Effusion.,No effusion.,Nodule.,Clear.',
    ),
    '6_valid_raters_per_rater_error_categories.csv': lines(
      'study_number,candidate_type,error_category,rater_index,num_errors,clinically_significant',
      ...[1, 1, 1, 0, 2, 1].map((count, rater) => `0,radgraph,1,${rater},${count},True`),
      '0,radgraph,2,0,5,False',
    ),
  },
  'mimic-nle': {
    'mimic-nle-train.json': lines(
      json({
        sentence_ID: 's50000001#3',
        nle: 'Blunted angle suggests effusion.',
        diagnosis_label: [0, 0, 0, 0, 0, 0, 1, 0, 0, 0],
      }),
    ),
    'mimic-nle-dev.json': lines(
      json({ sentence_ID: 's50000004#1', nle: 'A pleural line.', diagnosis_label: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1] }),
    ),
  },
  radnli: Object.fromEntries(
    ['dev', 'test'].map((name) => [
      `radnli_${name}_v1.jsonl`,
      lines(json({ pair_id: 1, sentence1: 'Clear lungs.', sentence2: 'No pneumonia.', gold_label: 'entailment' })),
    ]),
  ),
  radgraph: {
    'train.json': json({
      'p10/p10000001/s50000001.txt': {
        text: 'No effusion in the left lung .',
        entities: {
          1: { tokens: 'effusion', label: 'OBS-DA', start_ix: 1, end_ix: 1, relations: [] },
          2: { tokens: 'lung', label: 'ANAT-DP', start_ix: 5, end_ix: 5, relations: [] },
        },
        data_source: 'MIMIC-CXR',
        data_split: 'train',
      },
    }),
    'test.json': json({
      '12.txt': { text: 'Clear .', labeler_1: { entities: { 1: { tokens: 'Clear', label: 'OBS-DP' } } } },
    }),
  },
};

/** Writes the fixtures of some sources under a folder; the words of the command line that name them. */
export function writeSources(folder: string, names: readonly SourceName[] = sourceNames): string[] {
  for (const name of names) writeFiles(join(folder, name), fixtures[name]);
  return names.map((name) => `${name}=${join(folder, name)}`);
}

export function writeFiles(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'number' ? pngHead(content) : content);
  }
}

/** As much of a square PNG as tells its size. */
function pngHead(side: number): Buffer {
  const head = Buffer.alloc(33);
  head.write('\x89PNG\r\n\x1a\n', 0, 'latin1');
  head.write('IHDR', 12, 'latin1');
  head.writeUInt32BE(side, 16);
  head.writeUInt32BE(side, 20);
  return head;
}
