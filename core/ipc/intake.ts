import { z } from 'zod';
import { view } from '#studies/cases/case.ts';
import { warningCodes } from '../messages/warnings.ts';
import { failure } from './common.ts';
import { studyRow } from './library.ts';

const warningCode = z.enum(warningCodes);

/** A text with what in it may identify: where, and of which kind. */
const markedText = z.object({
  text: z.string(),
  marks: z
    .array(
      z.object({ kind: z.enum(['name', 'date', 'number', 'contact']), start: z.int(), length: z.int() }).readonly(),
    )
    .readonly(),
});
export type MarkedText = z.infer<typeof markedText>;

export const caseUnit = z.enum(['patient', 'study']);

const plannedFilm = z.object({
  file: z.string(),
  /** Where a small picture of it is; null where there is none. */
  url: z.string().nullable(),
  view,
  prior: z.boolean(),
  rows: z.int(),
  columns: z.int(),
  warnings: z.array(warningCode).readonly(),
  problem: failure.nullable(),
});

const plannedCase = z.object({
  number: z.int(),
  films: z.array(plannedFilm).readonly(),
  sex: z.enum(['F', 'M', 'O']).optional(),
  age: z.int().optional(),
  indication: markedText,
  drafts: z.array(markedText.extend({ source: z.string(), provenance: z.string() })).readonly(),
  warnings: z
    .array(z.object({ code: warningCode, detail: z.record(z.string(), z.union([z.string(), z.number()])) }))
    .readonly(),
  taken: z.boolean(),
});
export type PlannedCase = z.infer<typeof plannedCase>;

/** What would be taken in, before anything is written. Its designer sees it, no reader. */
const intakePlan = z.object({
  source: z.object({ kind: z.enum(['folder', 'zip', 'dicomdir', 'table', 'file']), name: z.string() }),
  cases: z.array(plannedCase).readonly(),
  problems: z.array(failure).readonly(),
  copies: z.array(z.string()).readonly(),
  priorReports: z.int(),
  counts: z.object({
    films: z.int(),
    reports: z.int(),
    tables: z.int(),
    indexes: z.int(),
    others: z.int(),
    broken: z.int(),
  }),
  removed: z.array(z.object({ name: z.string(), images: z.int() })).readonly(),
});
export type IntakePlan = z.infer<typeof intakePlan>;

export const intake = z.object({
  /** `looking` at what was given, `taking` cases into a study. */
  phase: z.enum(['empty', 'looking', 'ready', 'taking']),
  done: z.int(),
  total: z.int(),
  unit: caseUnit,
  /** Not told again while cases are taken in. */
  plan: intakePlan.nullable(),
  /** Why the last look or taking ended. */
  failure: failure.nullable(),
});
export type Intake = z.infer<typeof intake>;

/** The cases that are taken, each without films of some files; `mask` puts ___ for what may identify in their texts. */
export const taking = z.object({
  taken: z.array(z.object({ number: z.int(), without: z.array(z.string().max(4096)) })).min(1),
  mask: z.boolean(),
});

/** What became of taking in. */
export const takenIn = z.object({
  study: studyRow,
  cases: z.int(),
  images: z.int(),
  drafts: z.int(),
  problems: z.array(failure).readonly(),
});
export type TakenIn = z.infer<typeof takenIn>;
