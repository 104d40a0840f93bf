import type { Endpoint, Measure } from '#studies/protocol/endpoints.ts';
import type { Protocol } from '#studies/protocol/protocol.ts';

/** Where a script finds the values of an endpoint: a column of reads.csv, its list of findings, or answers.csv. */
export type Source =
  | { readonly kind: 'column' | 'yes'; readonly column: string }
  | { readonly kind: 'finding'; readonly finding: string }
  | { readonly kind: 'scale'; readonly item: string }
  | { readonly kind: 'choice'; readonly item: string; readonly options: readonly string[] }
  | { readonly kind: 'preference'; readonly item: string; readonly favours: string; readonly against: string };

/** What a script has to know of an endpoint beside the numbers of results.csv. */
export interface ScriptedEndpoint extends Omit<Endpoint, 'measure'> {
  readonly source: Source;
}

/** Columns of reads.csv for what endpoints measure. */
const COLUMNS: Readonly<Record<string, string>> = {
  reading: 'reading_s',
  wall: 'wall_s',
  focused: 'focused_s',
  idleCapped: 'idle_capped_s',
  firstToLast: 'first_to_last_s',
  characters: 'edit_characters',
  words: 'edit_words',
  work: 'work_characters',
  kept: 'kept_share',
  hter: 'hter',
  added: 'findings_added',
  removed: 'findings_removed',
};

export function scriptedEndpoints({ endpoints = [] }: Protocol): ScriptedEndpoint[] {
  return endpoints.map(({ measure, ...rest }) => ({ ...rest, source: sourceOf(measure) }));
}

function sourceOf(measure: Measure): Source {
  switch (measure.kind) {
    case 'time':
      return { kind: 'column', column: COLUMNS[measure.definition] ?? '' };
    case 'edit':
    case 'findings':
      return { kind: 'column', column: COLUMNS[measure.name] ?? '' };
    case 'unchanged':
      return { kind: 'yes', column: 'unchanged' };
    default:
      return measure;
  }
}

/** When a question is asked: of drafts or of two texts only, or after a certain answer to an earlier one. */
export interface ScriptedQuestion {
  readonly id: string;
  readonly draft: boolean;
  readonly pair: boolean;
  readonly after: { readonly item: string; readonly answers: readonly string[] } | null;
}

export function scriptedQuestions({ questionnaire }: Protocol): ScriptedQuestion[] {
  return questionnaire.map(({ id, type, asked, when }) => {
    const pair = asked === 'pair' || type === 'sides';
    return { id, draft: asked === 'draft', pair, after: when ?? null };
  });
}
