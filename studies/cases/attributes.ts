import type { CaseAttribute } from '../protocol/design.ts';
import type { StudyCase } from './case.ts';

/** What reading lists can be stratified by, as words; what is not known is a kind of its own. */
export function attributesOf({ sex, age, images }: StudyCase): Record<CaseAttribute, string> {
  const views = images.filter(({ prior }) => !prior).map(({ view }) => view);
  return {
    sex: sex ?? 'unknown',
    age: age === undefined ? 'unknown' : age < 40 ? 'under 40' : age < 65 ? '40 to 64' : '65 and over',
    view: [...new Set(views)].sort().join(' and '),
    prior: images.some(({ prior }) => prior) ? 'yes' : 'no',
  };
}
