import type { StudyFigures as Figures } from '#studies/analysis/figures.ts';

/** The window may not reach into the analysis: what crosses has its name here. */
export type StudyFigures = Figures;
