/** What of a row tells when its read was first opened. */
interface Opened {
  readonly read: string;
  readonly session: string | null;
  readonly marks: { readonly opened: number | null };
  readonly position: number;
}

/** Read id -> its place among the reads of the session that it was first opened in, from 1; practice and repeats included. */
export function placesInSession(rows: readonly Opened[]): Map<string, number> {
  const opened = rows.filter((row) => row.session !== null);
  const sorted = [...opened].sort((a, b) => (a.marks.opened ?? 0) - (b.marks.opened ?? 0) || a.position - b.position);
  const counts = new Map<string, number>();
  return new Map(
    sorted.map(({ read, session }) => {
      const place = (counts.get(session ?? '') ?? 0) + 1;
      counts.set(session ?? '', place);
      return [read, place];
    }),
  );
}
