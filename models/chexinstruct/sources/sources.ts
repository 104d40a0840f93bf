import type { SourceName } from '../names.ts';
import { candidPtx, objectCxr, siim, vindrCxr, vindrPcxr } from './boxed.ts';
import { brax, chestXray14, covidx, nlmTb, rsna } from './labelled.ts';
import { mimicCxr } from './mimic.ts';
import { cxrLt, mimicCxrVqa, mimicDiffVqa, mimicNle, msCxr, msCxrT, radGraph } from './mimicDerived.ts';
import { medVqa, pmcVqa, radRestruct, slake, vqaRad } from './questions.ts';
import { bimcvCovid19, chexpert, mimicIii, openI, padchest, roco } from './reported.ts';
import type { SourceSpec } from './source.ts';
import { radNli, radQa, rexVal } from './texts.ts';

/** Where each of the 32 sources has its rows, and what they mean. */
export const sources: Readonly<Record<SourceName, SourceSpec>> = {
  'chestx-ray14': chestXray14,
  chexpert,
  'mimic-cxr': mimicCxr,
  padchest,
  rsna,
  'covidx-cxr-3': covidx,
  'cxr-lt': cxrLt,
  brax,
  'nlm-tb': nlmTb,
  'ms-cxr-t': msCxrT,
  'vindr-cxr': vindrCxr,
  'vindr-pcxr': vindrPcxr,
  'candid-ptx': candidPtx,
  siim,
  'object-cxr': objectCxr,
  'ms-cxr': msCxr,
  openi: openI,
  'bimcv-covid19': bimcvCovid19,
  roco,
  'mimic-iii': mimicIii,
  'vqa-rad': vqaRad,
  slake,
  'medvqa-2019': medVqa,
  'pmc-vqa': pmcVqa,
  'rad-restruct': radRestruct,
  'mimic-cxr-vqa': mimicCxrVqa,
  'mimic-diff-vqa': mimicDiffVqa,
  radqa: radQa,
  rexval: rexVal,
  'mimic-nle': mimicNle,
  radnli: radNli,
  radgraph: radGraph,
};
