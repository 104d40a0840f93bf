import type { TrainingExample } from '../corpus.ts';
import { noduleMillimetres, sizeWord } from '../phantom/measure.ts';
import { isBorderline, isDevice, type Finding, type PhantomSpec } from '../phantom/spec.ts';
import { askedAs, countsAsThere } from './names.ts';
import type { ExampleWriter } from './study.ts';

/** Open and closed questions on the frontal film, two of them by chance. */
export const openExamples: ExampleWriter = (random, { patient, place }) => {
  const { findings } = patient.frontal;
  const [heart, normal, bedside] = closedQuestions(patient.frontal);
  const certain = findings.filter((each) => !isBorderline(each));
  const devices = certain.filter((each) => isDevice(each.kind)).map((each) => askedAs[each.kind]);
  const pool: (readonly [string, string])[] = [
    heart,
    normal,
    ['Which devices are seen?', devices.length > 0 ? devices.join(', ') : 'none'],
    bedside,
    ...certain.flatMap((finding) => aboutOne(finding, certain)),
  ];
  return random
    .shuffle(pool)
    .slice(0, 2)
    .map(([question, answer]): TrainingExample => ({
      task: 'free-question',
      images: [place.frontal],
      question,
      answer,
    }));
};

type Pair = readonly [question: string, answer: 'Yes' | 'No'];

/** Questions that every frontal film answers with yes or no. */
export function closedQuestions({ findings, view }: PhantomSpec): readonly [Pair, Pair, Pair] {
  const heart = findings.find((each) => each.kind === 'cardiomegaly');
  const normal = findings.every((each) => isDevice(each.kind) || !countsAsThere(each));
  return [
    ['Is the heart enlarged?', heart && countsAsThere(heart) ? 'Yes' : 'No'],
    ['Are the lungs and the heart normal?', normal ? 'Yes' : 'No'],
    ['Was this film taken at the bedside?', view === 'AP' ? 'Yes' : 'No'],
  ];
}

/** Side, place and size of a finding that is there. */
function aboutOne(finding: Finding, all: readonly Finding[]): (readonly [string, string])[] {
  const same = all.filter((each) => each.kind === finding.kind);
  const name = askedAs[finding.kind];
  const pairs: (readonly [string, string])[] = [];
  if (finding.side) pairs.push([`On which side is the ${name}?`, same.length > 1 ? 'both' : finding.side]);
  if (same.length > 1) return pairs;
  if (finding.zone) pairs.push([`In which part of the lung is the ${name}?`, `${finding.side} ${finding.zone}`]);
  if (finding.kind === 'nodule') pairs.push([`How large is the ${name}?`, `${noduleMillimetres(finding.severity)} mm`]);
  else if (sizeWord(finding)) pairs.push([`How severe is the ${name}?`, sizeWord(finding)]);
  return pairs;
}
