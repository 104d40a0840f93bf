/** Told how far a long piece of work has come; what to show, and when, is the listener's matter. */
export type Progress = (what: string, done: number, total: number) => void;

/** The same where the listener may make the work rest, by a promise, or end it, by a failure. */
export type PatientProgress = (what: string, done: number, total: number) => void | Promise<void>;
