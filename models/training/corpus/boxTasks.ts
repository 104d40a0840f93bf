import type { Random } from '#core/random.ts';
import type { TrainingExample } from '../corpus.ts';
import { findingBox, type FilmBox } from '../phantom/boxes.ts';
import { pick } from '../phantom/maths.ts';
import { sizeWord } from '../phantom/measure.ts';
import { findingKinds, isDevice, type Finding, type FindingKind, type PhantomSpec } from '../phantom/spec.ts';
import { askedAs, countsAsThere } from './names.ts';
import { asked, type ExampleWriter } from './study.ts';

/** Questions for a place on the frontal film; answers on the grid of 0 to 100 as the official model writes them. */
export const boxExamples: ExampleWriter = (random, { patient, place }) => {
  const { frontal } = patient;
  const images = [place.frontal];
  const there = frontal.findings.filter(countsAsThere);
  const examples: TrainingExample[] = [];
  if (there.length > 0) {
    const target = pick(random, there);
    const phrase = phraseFor(target);
    examples.push(asked('phrase-grounding', images, { phrase }, named(phrase, [target], frontal)));
  }
  const kind = anyKind(random, there);
  const diseases = located(kind, frontal, there);
  examples.push(asked('abnormality-detection', images, { disease: askedAs[kind] }, diseases));
  if (asks(random, there, 'chest-tube')) {
    examples.push(asked('chest-tube-detection', images, {}, located('chest-tube', frontal, there)));
  }
  if (asks(random, there, 'fracture')) {
    examples.push(asked('rib-fracture-detection', images, {}, located('fracture', frontal, there)));
  }
  const devices = there.filter((each) => isDevice(each.kind));
  if (random.uniform() < (devices.length > 0 ? 0.5 : 0.15)) {
    const kinds = [...new Set(devices.map((each) => each.kind))];
    const answer = kinds.map((each) => located(each, frontal, there)).join(' ');
    examples.push(asked('foreign-object-detection', images, {}, answer === '' ? 'None' : answer));
  }
  return examples;
};

/** Asked of all who have it, and of a few who have not. */
function asks(random: Random, there: readonly Finding[], kind: FindingKind): boolean {
  return there.some((each) => each.kind === kind) || random.uniform() < 0.15;
}

/** Something that is there, or now and then something that is not. */
function anyKind(random: Random, there: readonly Finding[]): FindingKind {
  const diseases = there.filter((each) => !isDevice(each.kind));
  if (diseases.length > 0 && random.uniform() < 0.8) return pick(random, diseases).kind;
  return pick(
    random,
    findingKinds.filter((kind) => !isDevice(kind)),
  );
}

/** A finding as a report would name it. */
function phraseFor(finding: Finding): string {
  const { kind, side, zone } = finding;
  const size = kind === 'cardiomegaly' || kind === 'fracture' || kind === 'nodule' ? '' : sizeWord(finding);
  const lobe = zone && kind === 'consolidation' ? `${zone} lobe` : zone;
  return [size, side, lobe, askedAs[kind]].filter((word) => word).join(' ');
}

function located(kind: FindingKind, spec: PhantomSpec, there: readonly Finding[]): string {
  const found = there.filter((each) => each.kind === kind);
  return found.length > 0 ? named(askedAs[kind], found, spec) : 'None';
}

/** A phrase with the boxes of its findings, from left to right. */
function named(phrase: string, findings: readonly Finding[], spec: PhantomSpec): string {
  const boxes = findings.map((finding) => findingBox(spec, finding)).filter((box) => box !== null);
  const corners = boxes.sort((one, other) => one.left - other.left).map(cornersOf);
  return corners.length > 0 ? `<|ref|>${phrase}<|/ref|>${corners.join('')}` : 'None';
}

function cornersOf({ left, top, right, bottom }: FilmBox): string {
  const [x1, y1, x2, y2] = [left, top, right, bottom].map((share) => Math.round(100 * share));
  return `<|box|>(${x1},${y1}),(${x2},${y2})<|/box|>`;
}
