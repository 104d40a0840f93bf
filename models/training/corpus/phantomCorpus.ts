import type { Random } from '#core/random.ts';
import type { Corpus, TrainingExample, TrainingFilm, TrainingPatient } from '../corpus.ts';
import { writeIndication } from '../phantom/indication.ts';
import type { Population } from '../phantom/population.ts';
import { reportText, writeReport, type Report } from '../phantom/report.ts';
import type { PhantomSpec } from '../phantom/spec.ts';
import { boxExamples } from './boxTasks.ts';
import { factsOf } from './facts.ts';
import { imageExamples } from './imageTasks.ts';
import { pairExamples } from './pairTasks.ts';
import { samplePatient, type PhantomPatient } from './patient.ts';
import { openExamples } from './questions.ts';
import type { ExampleWriter, WrittenStudy } from './study.ts';
import { textExamples } from './textTasks.ts';

const writers: readonly ExampleWriter[] = [imageExamples, boxExamples, pairExamples, openExamples, textExamples];

/**
 * The instruction data that phantoms carry: every patient from seed, split and number alone, films as specifications
 * (whoever needs the pixels renders them). `natural` has the findings as often as wards see them, `enriched` has each in
 * a tenth of the patients or more.
 */
export function phantomCorpus(population: Population): Corpus {
  return (seed, split, index) => {
    const { patient, random } = samplePatient(seed, split, index, population);
    return write(random.fork('texts'), patient);
  };
}

function write(random: Random, patient: PhantomPatient): TrainingPatient {
  const { frontal, lateral, prior, stranger } = patient;
  const specs = [frontal, lateral, prior, stranger].filter((spec) => spec !== null);
  const report = writeReport(random, {
    views: lateral ? 'both' : frontal.view,
    findings: frontal.findings,
    prior: null,
  });
  const place = (spec: PhantomSpec | null): number | null => (spec ? specs.indexOf(spec) : null);
  const study: WrittenStudy = {
    patient,
    indication: writeIndication(random, frontal),
    report,
    place: { frontal: 0, lateral: place(lateral), prior: place(prior), stranger: place(stranger) },
  };
  const chance = random.fork('examples');
  let examples: readonly TrainingExample[] | undefined;
  return {
    id: patient.id,
    films: specs.map((spec) => filmOf(random, spec)),
    texts: [`INDICATION: ${study.indication}\n\n${reportText(report)}`],
    get examples() {
      // Boxes are traced: who only wants films and texts shall not wait for them.
      return (examples ??= writers.flatMap((writer) => writer(chance, study)));
    },
  };
}

function filmOf(random: Random, spec: PhantomSpec): TrainingFilm {
  const report: Report = writeReport(random, { views: spec.view, findings: spec.findings, prior: null });
  const sentences = report.sentences.map(({ text, fact }) => ({ text, fact }));
  return { spec, facts: factsOf(spec), sentences, report: report.findings };
}
