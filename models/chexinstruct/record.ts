/** What every source is turned into before a task sees it: one film, study, text or question with what is known of it. */

export const splits = ['train', 'val', 'test'] as const;
export type Split = (typeof splits)[number];

/** 1 there, 0 not there, -1 uncertain. */
export type Label = 1 | 0 | -1;

/** A film by its place under the folder that holds the sources; size in pixels where it is known. */
export interface Film {
  readonly path: string;
  readonly view: string | null;
  readonly width: number | null;
  readonly height: number | null;
}

/** Corners as shares of width and height from the left top corner: left, top, right, bottom. */
export type Corners = readonly [number, number, number, number];

export interface Region {
  readonly label: string;
  readonly corners: Corners;
}

export interface Question {
  readonly key: string;
  readonly question: string;
  readonly answer: string;
  /** What to choose from, with the right ones; null for a question that is open only. */
  readonly options: Readonly<Record<string, boolean>> | null;
  /** Closed questions that the source does not offer as open ones. */
  readonly closedOnly?: boolean;
}

/** Empty texts for sections that a report lacks. */
export interface Sections {
  readonly indication: string;
  readonly findings: string;
  readonly impression: string;
}

export interface InstructRecord {
  /** Unique within the source, the same in every build. */
  readonly key: string;
  readonly study: string;
  /** With the collection's name in front, since sources share patients; null where nothing tells. */
  readonly patient: string | null;
  readonly split: Split;
  /** Best view first. */
  readonly films: readonly Film[];
  /** First film of the study before this one. */
  readonly prior?: Film;
  readonly labels?: Readonly<Record<string, Label>>;
  /** Boxes; an empty list says that someone looked and found nothing. */
  readonly regions?: readonly Region[];
  /** What the boxes show, in a report's words. */
  readonly phrase?: string;
  readonly sections?: Sections;
  /** The sections with anatomy tags in front of the sentences, where the source has them. */
  readonly structured?: { readonly findings: string; readonly impression: string };
  readonly caption?: string;
  readonly questions?: readonly Question[];
  readonly changes?: readonly { readonly finding: string; readonly change: string }[];
  readonly pair?: { readonly first: string; readonly second: string; readonly relation: string };
  /** Errors of a candidate report by kind, significant ones only. */
  readonly errors?: Readonly<Record<string, number>>;
  readonly explanation?: { readonly text: string; readonly diagnoses: readonly string[] };
  readonly entities?: { readonly text: string; readonly found: readonly (readonly [type: string, text: string])[] };
  /** A text to ask about, with its questions. */
  readonly context?: string;
}
