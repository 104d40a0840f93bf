export interface DataColumn {
  readonly label: string;
  /** Numbers stand at the right. */
  readonly number?: boolean;
}
