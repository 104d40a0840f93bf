import type { Random } from '#core/random.ts';
import type { TrainingExample } from '../corpus.ts';
import { pick } from '../phantom/maths.ts';
import { namesFinding, writeReport, type Report, type ReportPart } from '../phantom/report.ts';
import { findingKinds, sampleFinding, type Finding, type FindingKind } from '../phantom/spec.ts';
import { askedAs, countsAsThere } from './names.ts';
import { asked, currentImages, type ExampleWriter, type WrittenStudy } from './study.ts';

/** What each film is, and what is on the frontal one. */
export const imageExamples: ExampleWriter = (random, study) => [
  ...viewExamples(study),
  ...diseaseExamples(random, study),
  ...textExamples(random, study),
  ...sectionExamples(random, study),
  ...matchingExamples(random, study),
];

function viewExamples({ patient, place }: WrittenStudy): TrainingExample[] {
  const films = [
    [place.frontal, patient.frontal],
    [place.lateral, patient.lateral],
  ] as const;
  return films.flatMap(([index, spec]) =>
    index === null || !spec ? [] : [asked('view-classification', [index], {}, spec.view)],
  );
}

/** One question on any finding, as often there as it is; one that is there half of the time; one list to choose from. */
function diseaseExamples(random: Random, { patient, place }: WrittenStudy): TrainingExample[] {
  const there = new Set(patient.frontal.findings.filter(countsAsThere).map((each) => each.kind));
  const missing = findingKinds.filter((kind) => !there.has(kind));
  const images = [place.frontal];
  const any = pick(random, findingKinds);
  const half = there.size > 0 && random.uniform() < 0.5 ? pick(random, [...there]) : pick(random, missing);
  const options = random.shuffle([...there, ...random.shuffle(missing).slice(0, 5)]);
  const listed = options.filter((kind) => there.has(kind)).map((kind) => askedAs[kind]);
  return [
    yesNo(any),
    { ...yesNo(half), task: 'binary-disease-classification-balanced' },
    asked(
      'disease-identification',
      images,
      { diseases: options.map((kind) => askedAs[kind]) },
      listed.length > 0 ? listed.join(', ') : 'none',
    ),
  ];
  function yesNo(kind: FindingKind): TrainingExample {
    const answer = there.has(kind) ? 'Yes' : 'No';
    return asked('binary-disease-classification', images, { disease: askedAs[kind] }, answer);
  }
}

/** Asks for the impression that films alone give. */
export function impressionQuestion(indication: string): string {
  return `Given the indication: "${indication}", write an impression section for the CXR.`;
}

/** Findings from the frontal film alone, and from both where there are two; the impression from the films. */
function textExamples(random: Random, study: WrittenStudy): TrainingExample[] {
  const { patient, place, indication, report } = study;
  const { findings, view } = patient.frontal;
  const alone = place.lateral === null ? report : writeReport(random, { views: view, findings, prior: null });
  const described = (images: readonly number[], written: Report) => ({
    ...asked('findings-generation', images, { indication }, ''),
    ...describedBy(written),
  });
  const single = described([place.frontal], alone);
  const both = place.lateral === null ? [] : [described(currentImages(study), report)];
  return [
    single,
    ...both,
    {
      ...{ task: 'impression-from-images', images: [place.frontal] },
      ...{ question: impressionQuestion(indication), answer: alone.impression },
    },
  ];
}

/** A report's findings as an answer, with the sentences in it that say what is there. */
export function describedBy({ findings, sentences }: Report): Pick<TrainingExample, 'answer' | 'findings'> {
  return { answer: findings, findings: sentences.filter(({ fact }) => namesFinding(fact)).map(({ text }) => text) };
}

const sections: readonly ReportPart[] = ['airway', 'breathing', 'cardiac', 'diaphragm', 'else'];

/** Two of the five questions on one part of the film each. */
function sectionExamples(random: Random, { report, place }: WrittenStudy): TrainingExample[] {
  return random
    .shuffle(sections)
    .slice(0, 2)
    .flatMap((part) => {
      const answer = textOfPart(report, part);
      return answer === ''
        ? []
        : [asked('findings-section-by-section', [place.frontal], {}, answer, sections.indexOf(part))];
    });
}

function textOfPart(report: Report, part: ReportPart): string {
  return report.sentences
    .filter((sentence) => sentence.part === part)
    .map((sentence) => sentence.text)
    .join(' ');
}

/** The film's own text or one with another set of findings; one time in five only a sentence of it. */
function matchingExamples(random: Random, { patient, place }: WrittenStudy): TrainingExample[] {
  const { findings, view } = patient.frontal;
  const matches = random.uniform() < 0.5;
  const shown = matches ? findings : changed(random, findings);
  const report = writeReport(random, { views: view, findings: shown, prior: null });
  const told = report.sentences.filter((sentence) => sentence.part !== 'view');
  const text = random.uniform() < 0.2 && matches ? pick(random, told).text : told.map((each) => each.text).join(' ');
  return [asked('image-text-matching', [place.frontal], { text }, matches ? 'Yes' : 'No')];
}

/** Another set of kinds: one taken away or one added. */
function changed(random: Random, findings: readonly Finding[]): Finding[] {
  const clear = findings.filter(countsAsThere);
  if (clear.length > 0 && random.uniform() < 0.6) {
    const gone = pick(random, clear).kind;
    return findings.filter((each) => each.kind !== gone);
  }
  const missing = findingKinds.filter((kind) => !findings.some((each) => each.kind === kind));
  const added = sampleFinding(random, pick(random, missing));
  return [...findings, { ...added, severity: 0.2 + 0.8 * added.severity }];
}
