import type { Measure } from '../protocol/endpoints.ts';
import { textChosen } from './pairs.ts';
import type { ReadRow } from './rows.ts';

/** What a measure gives for a read, yes and no as 1 and 0; null where the read has none. */
export function measureOf(measure: Measure, row: ReadRow): number | null {
  switch (measure.kind) {
    case 'time':
      return row.times?.[measure.definition] ?? null;
    case 'edit':
      return row.edits?.[measure.name] ?? null;
    case 'unchanged':
      return row.edits && row.edits.unchanged !== null ? Number(row.edits.unchanged) : null;
    case 'scale': {
      const answer = row.answers[measure.item];
      return row.phase === 'finished' && typeof answer === 'number' ? answer : null;
    }
    case 'preference': {
      const answer = row.answers[measure.item];
      const text = textChosen(row, measure.item);
      const chosen = text === null ? answer : [text];
      if (row.phase !== 'finished' || !Array.isArray(chosen) || chosen.length === 0) return null;
      return Number(chosen.includes(measure.favours)) - Number(chosen.includes(measure.against));
    }
    case 'findings':
      return row.findings?.[measure.name] ?? null;
    case 'finding':
      return row.stated ? Number(row.stated.has(measure.finding)) : null;
    case 'choice': {
      const answer = row.answers[measure.item];
      if (row.phase !== 'finished' || !Array.isArray(answer) || answer.length === 0) return null;
      return Number(measure.options.some((option) => answer.includes(option)));
    }
  }
}
