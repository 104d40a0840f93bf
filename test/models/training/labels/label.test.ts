import { describe, expect, test } from 'vitest';
import { phantomCorpus } from '#models/training/corpus/phantomCorpus.ts';
import { labelReport } from '#models/training/labels/label.ts';
import { scoreLabels } from '#models/training/labels/score.ts';
import { isBorderline } from '#models/training/phantom/spec.ts';

/** `+` there, `?` may be there, `-` not there; the side after a colon. Written by hand, none from the grammar. */
const sentences: readonly (readonly [string, string])[] = [
  ['Cardiomegaly is again seen.', '+cardiomegaly'],
  ['The heart is enlarged with a cardiothoracic ratio of 0.6.', '+cardiomegaly'],
  ['Heart size and mediastinum are within normal limits.', '-cardiomegaly'],
  ['There is moderate enlargement of the cardiac silhouette.', '+cardiomegaly'],
  ['No cardiomegaly.', '-cardiomegaly'],
  ['Heart is top normal, borderline cardiomegaly.', '?cardiomegaly'],
  ['The cardiac silhouette is not enlarged.', '-cardiomegaly'],
  ['Bilateral pleural effusions, right greater than left.', '+effusion:right +effusion:left'],
  ['Layering left effusion with adjacent collapse.', '+effusion:left'],
  ['Small bilateral effusions.', '+effusion:right +effusion:left'],
  ['Previously seen right pleural effusion has resolved.', '-effusion:right'],
  ['Costophrenic angles are sharp.', '-effusion'],
  ['There may be a small effusion on the left.', '?effusion:left'],
  ['A tiny right effusion cannot be excluded.', '?effusion:right'],
  ['Large pericardial effusion.', ''],
  ['No change in the right pleural effusion.', '+effusion:right'],
  ['Right hydropneumothorax.', '+effusion:right +pneumothorax:right'],
  ['Tiny left apical PTX.', '+pneumothorax:left'],
  ['No evidence of pneumothorax on either side.', '-pneumothorax'],
  ['No pneumothorax, but a small right effusion persists.', '-pneumothorax +effusion:right'],
  ['The left pneumothorax is no longer seen.', '-pneumothorax:left'],
  ['Left pneumothorax, right pleural effusion.', '+pneumothorax:left +effusion:right'],
  ['Pneumothorax on the left, effusion on the right.', '+pneumothorax:left +effusion:right'],
  ['Right lower lobe pneumonia.', '+consolidation:right'],
  ['Findings could represent pneumonia in the left lung.', '?consolidation:left'],
  ['No infiltrate.', '-consolidation'],
  ['Multifocal infiltrates in both lungs.', '+consolidation:right +consolidation:left'],
  ['Left basilar airspace disease has cleared.', '-consolidation:left'],
  ['Lungs are clear.', '-consolidation -nodule -oedema -atelectasis'],
  ['There is no focal consolidation, pleural effusion, or pneumothorax.', '-consolidation -effusion -pneumothorax'],
  ['Patchy opacity in the lingula on the left, pneumonia not excluded.', '+consolidation:left'],
  ['Pneumonia of the left lung is not excluded.', '?consolidation:left'],
  ['Calcified granuloma; no suspicious mass or nodule.', '-nodule'],
  ['A 2 cm mass is present in the right upper lobe.', '+nodule:right'],
  ['Coin lesion in the left mid lung.', '+nodule:left'],
  ['No new nodule.', ''],
  ['Possible nodule in the right apex, recommend CT.', '?nodule:right'],
  ['Round density projecting over the left hilum.', '+nodule:left'],
  ['Kerley B lines are present.', '+oedema'],
  ['Mild vascular congestion without overt edema.', '+oedema'],
  ['No pulmonary edema or effusion.', '-oedema -effusion'],
  ['Worsening interstitial oedema.', '+oedema'],
  ['Edema versus atypical infection.', '?oedema'],
  ['Bibasilar atelectasis.', '+atelectasis:right +atelectasis:left'],
  ['Platelike opacity in the left mid lung.', '+atelectasis:left'],
  ['Right lower lobe volume loss.', '+atelectasis:right'],
  ['Low lung volumes without atelectasis.', '-atelectasis'],
  ['Subsegmental atelectasis at the right base, otherwise clear.', '+atelectasis:right'],
  ['Left base opacity, likely atelectasis.', '+atelectasis:left'],
  ['Acute fractures of the left sixth and seventh ribs.', '+fracture:left'],
  ['No fracture.', '-fracture'],
  ['Old compression fracture of T8.', ''],
  ['Right rib fracture is suspected.', '?fracture:right'],
  ['Bones are intact.', '-fracture'],
  ['Dual lead left pectoral ICD.', '+pacemaker:left'],
  ['The pacemaker has been removed.', '-pacemaker'],
  ['ETT is 4 cm above the carina.', '+tracheal-tube'],
  ['The endotracheal tube has been removed.', '-tracheal-tube'],
  ['NG tube tip below the diaphragm, side port in the stomach.', '+enteric-tube'],
  ['Dobhoff tube is coiled in the stomach.', '+enteric-tube'],
  ['Right PICC tip at the cavoatrial junction.', '+central-line:right'],
  ['Left subclavian central line in the SVC.', '+central-line:left'],
  ['No central line is seen.', '-central-line'],
  ['Right-sided chest tube in place, no residual pneumothorax.', '+chest-tube:right -pneumothorax'],
  ['Left pigtail catheter within the pleural space.', '+chest-tube:left'],
  ['Interval removal of the right chest tube.', '-chest-tube:right'],
  ['Surgical clips in the left axilla.', '+clips:left'],
  ['Small right and moderate left pleural effusions.', '+effusion:right +effusion:left'],
  ['The right lung shows consolidation and a nodule.', '+consolidation:right +nodule:right'],
  ['Stable left effusion; no pneumothorax; pacemaker unchanged.', '+effusion:left -pneumothorax +pacemaker'],
  ['Status post removal of the left chest tube without pneumothorax.', '-chest-tube:left -pneumothorax'],
];

const SIGNS = { present: '+', uncertain: '?', absent: '-' };

function shown(text: string): string[] {
  return labelReport(text)
    .map(({ kind, side, state }) => `${SIGNS[state]}${kind}${side ? `:${side}` : ''}`)
    .sort();
}

describe('labelReport', () => {
  test.each(sentences)('%s', (text, expected) => {
    // The side of what is not there carries nothing: only its kind is compared.
    const plain = (labels: string[]): string[] =>
      [...new Set(labels.map((each) => (each.startsWith('-') ? each.replace(/:.*/, '') : each)))].sort();
    expect(plain(shown(text))).toEqual(plain(expected.split(' ').filter((each) => each)));
  });

  test('a finding named twice is as firm as its firmest mention', () => {
    expect(shown('FINDINGS: Possible left effusion.\nIMPRESSION:\n1. Small left effusion.')).toEqual([
      '+effusion:left',
    ]);
  });

  test('nothing is in a text without findings', () => {
    expect(labelReport('')).toEqual([]);
    expect(labelReport('Comparison: none. The patient is rotated.')).toEqual([]);
  });

  test('reads what the reports of 1,000 phantoms were written from', () => {
    const corpus = phantomCorpus('enriched');
    const pairs = Array.from({ length: 1000 }, (_, index) => {
      const { films, texts } = corpus(8, 'training', index);
      return { truth: films[0]?.spec.findings ?? [], text: texts[0]?.replace(/INDICATION:.*/, '') ?? '' };
    });
    const scores = scoreLabels(pairs);
    expect(scores.micro.f1).toBeGreaterThan(0.99);
    for (const { name, f1 } of scores.findings) expect(f1, name).toBeGreaterThan(0.97);
    const hedged = pairs.filter(({ truth }) => truth.some(isBorderline));
    const read = hedged.filter(({ text }) => labelReport(text).some((label) => label.state === 'uncertain'));
    expect(read.length / hedged.length).toBeGreaterThan(0.97);
  });
});
