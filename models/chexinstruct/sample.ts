import type { SourceName } from './names.ts';
import type { Region, Split } from './record.ts';

export interface QuestionAnswer {
  readonly q: string;
  readonly a: string;
}

/** A sample of the instruction data, with the fields of the published data and the split and patient beside. */
export interface InstructSample {
  readonly unique_id: string;
  readonly study_id: string;
  /** Null where the source does not tell. */
  readonly patient_id: string | null;
  readonly split: Split;
  readonly data_source: string;
  readonly task_name: string;
  /** Paths under the folder that holds the sources' folders, the source's name first; null for tasks on text. */
  readonly image_path: readonly string[] | null;
  readonly text: string;
  readonly target_text: string;
  /** What there was to choose from: 1 or true for right, -1 for uncertain. */
  readonly options: Readonly<Record<string, number | boolean>> | null;
  readonly region: readonly Region[] | null;
  /** The triplets: each question with its answer, on the same images. */
  readonly qa_pair: readonly QuestionAnswer[];
}

/** A sample with the set that it belongs to. */
export interface PlacedSample {
  readonly source: SourceName;
  readonly sample: InstructSample;
}
