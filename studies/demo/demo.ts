import type { Codecs } from '#core/dicom/codecs.ts';
import { writeIndication } from '#models/training/phantom/indication.ts';
import { renderPhantom } from '#models/training/phantom.ts';
import type { PhantomSpec } from '#models/training/phantom/spec.ts';
import { demoDicom, storages, type Place, type Storage } from './dicom.ts';
import { caseRandom, planCase } from './plan.ts';
import { demoDrafts, type DemoDraft } from './texts.ts';

export interface DemoImage {
  /** A name for messages. */
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly view: PhantomSpec['view'];
  readonly prior: boolean;
}

/** A case as import takes it. */
export interface DemoCase {
  readonly indication: string;
  readonly sex: 'F' | 'M';
  /** Whole years. */
  readonly age: number;
  readonly images: readonly DemoImage[];
  readonly drafts: readonly DemoDraft[];
}

/** Which case is to be drawn. */
export interface DemoOrder {
  readonly index: number;
  readonly seed: number;
  /** Width and height of the images, in pixels. */
  readonly size: number;
}

/** The demo study is the same on every machine. */
export const demoSeed = 1;

/** Size at which the demo study of the first start is made. */
export const demoSize = 1024;

/** The frontal film of a demo case, under a name of its own. */
export async function demoFilm({ index, seed, size }: DemoOrder, codecs: Codecs): Promise<DemoImage> {
  const spec = planCase(caseRandom(seed, index), index).current[0] as PhantomSpec;
  return {
    ...(await demoImage(spec, { case: index, image: 0, prior: false, seed }, size, codecs)),
    file: `phantom ${index + 1}`,
  };
}

/**
 * A case of the demo study: phantoms as DICOM files in several transfer syntaxes, the current films first, and their
 * texts. The same seed gives the same cases.
 */
export async function demoCase({ index, seed, size }: DemoOrder, codecs: Codecs): Promise<DemoCase> {
  const random = caseRandom(seed, index);
  const planned = planCase(random, index);
  const films = planned.prior ? [...planned.current, planned.prior] : planned.current;
  const images: DemoImage[] = [];
  for (const [position, spec] of films.entries()) {
    const prior = spec === planned.prior;
    images.push(await demoImage(spec, { case: index, image: position, prior, seed }, size, codecs));
  }
  const spec = films[0] as PhantomSpec;
  return {
    indication: writeIndication(random.fork('indication'), spec),
    sex: spec.sex,
    age: spec.age,
    images,
    drafts: demoDrafts(random, planned),
  };
}

async function demoImage(spec: PhantomSpec, place: Place, size: number, codecs: Codecs): Promise<DemoImage> {
  const storage = storages[(3 * place.case + place.image) % storages.length] as Storage;
  const bytes = await demoDicom(spec, renderPhantom(spec, size), storage, place, codecs);
  const file = `demo case ${place.case + 1} image ${place.image + 1}`;
  return { file, bytes, view: spec.view, prior: place.prior };
}
