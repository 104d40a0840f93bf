/** Told how far a long piece of work has come; what to show, and when, is the listener's matter. */
export type Progress = (what: string, done: number, total: number) => void;
