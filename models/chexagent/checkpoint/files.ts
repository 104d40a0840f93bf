/** A file of the checkpoint that is read in pieces; sizes and offsets are plain numbers (exact up to 2^53). */
export interface RangedFile {
  readonly name: string;
  readonly size: number;
  /** Exactly `length` bytes from `offset`, at the start of a buffer of their own. */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** A checkpoint's folder, as the pure code sees it. */
export interface CheckpointFolder {
  readonly path: string;
  /** Names of the files, sorted. */
  readonly names: readonly string[];
  text(name: string): Promise<string>;
  /** Stays open until the folder is closed. */
  open(name: string): Promise<RangedFile>;
}
