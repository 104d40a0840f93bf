import type { Mention } from './label.ts';

/**
 * The names of the gold labels of the Open-I reports (NegBio, `openi_gld_std14.csv`) and the terms of the phrase table
 * that mean the same: narrower than CheXpert's fourteen, so mentions are compared, not labels. `normal` isn't a finding.
 */
const terms: Readonly<Record<string, readonly string[]>> = {
  Atelectasis: ['atelectasis'],
  Cardiomegaly: ['cardiomegaly'],
  Consolidation: ['consolidation'],
  Edema: ['edema'],
  Effusion: ['effusion'],
  Emphysema: ['emphysema'],
  Fibrosis: ['fibrosis'],
  Hernia: ['hernia'],
  Infiltration: ['infiltration'],
  Mass: ['mass'],
  Nodule: ['nodule'],
  Pleural_Thickening: ['pleural thickening'],
  Pneumonia: ['pneumonia'],
  Pneumothorax: ['pneumothorax'],
};

export const goldFindings: readonly string[] = Object.keys(terms);

/** The gold names that mentions give. Uncertain ones don't count: the gold labels leave them out. */
export function goldNames(mentions: readonly Mention[]): ReadonlySet<string> {
  const said = new Set(mentions.filter(({ assertion }) => assertion === 'positive').map(({ term }) => term));
  return new Set(goldFindings.filter((name) => terms[name]?.some((term) => said.has(term))));
}

/** `Atelectasis|Effusion` as a set; what isn't a finding, such as `normal`, is left out. */
export function readGold(cell: string): ReadonlySet<string> {
  return new Set(cell.split('|').filter((name) => name in terms));
}
