/** The values of each reader, readers in order of appearance. */
export function byReader<Value extends { readonly reader: string }>(values: readonly Value[]): Map<string, Value[]> {
  const own = new Map<string, Value[]>();
  for (const value of values) {
    const list = own.get(value.reader) ?? [];
    list.push(value);
    own.set(value.reader, list);
  }
  return own;
}
