/** Rows that belong together. */
export interface DataSection {
  readonly title: string | null;
  readonly rows: readonly (readonly string[])[];
}

export interface DataColumn {
  readonly label: string;
  /** Numbers stand at the right. */
  readonly number?: boolean;
}
