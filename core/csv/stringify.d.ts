/** The part of csv-stringify/sync that the pure layers use, without Node's types; see parse.d.ts. */
interface Options {
  readonly quoted_string?: boolean;
  readonly cast?: { readonly boolean?: (value: boolean) => string };
}
export declare function stringify(
  records: readonly (readonly (string | number | boolean | null)[])[],
  options: Options,
): string;
