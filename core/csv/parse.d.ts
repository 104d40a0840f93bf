/**
 * The part of csv-parse/sync that the pure layers use. tsconfig.pure.json points here, since the package's own types
 * bring Node's with them and would let `process` or `Buffer` compile in pure code.
 */
export declare class CsvError extends Error {
  readonly code: string;
}
interface Options {
  readonly bom?: boolean;
  readonly delimiter?: string;
  readonly relax_quotes?: boolean;
  readonly relax_column_count?: boolean;
  readonly skip_records_with_error?: boolean;
  readonly on_skip?: (error: CsvError | undefined) => undefined;
}
export declare function parse(input: string, options: Options): string[][];
