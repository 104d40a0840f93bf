import { z } from 'zod';

/** An opaque name made for this study; nothing of the hospital's own ids survives in it. */
export const caseId = z.string().regex(/^c[a-z0-9]{6,24}$/);

export const view = z.enum(['PA', 'AP', 'LATERAL', 'OTHER']);
export type View = z.infer<typeof view>;

const caseImage = z.object({
  /** File name inside the case's folder: an uncompressed, de-identified DICOM file. */
  file: z.string().regex(/^i\d+\.dcm$/),
  view,
  prior: z.boolean(),
  rows: z.int().positive(),
  columns: z.int().positive(),
});

/** `case.json`: all that a reader may know of a case. No draft, reference, label or date is in it. */
export const studyCase = z.object({
  format: z.literal(1),
  id: caseId,
  indication: z.string(),
  sex: z.enum(['F', 'M', 'O']).optional(),
  /** Whole years; 90 stands for 90 and above. */
  age: z.int().min(0).max(90).optional(),
  images: z.array(caseImage).min(1),
  /** For practice before the study. */
  practice: z.literal(true).optional(),
});
export type StudyCase = z.infer<typeof studyCase>;

/** A text that a reader may be given to edit, and where it came from; sealed when lists are made. */
export const draft = z.object({ case: caseId, source: z.string(), text: z.string().min(1), provenance: z.string() });
export type Draft = z.infer<typeof draft>;
