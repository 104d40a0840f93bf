const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text that stands for itself in HTML, between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
}

/** A table of plain text; null is shown as a dash. */
export function htmlTable(head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const header = head.map((cell) => `<th>${escapeHtml(cell)}</th>`).join('');
  const body = rows.map(
    (row) => `<tr>${row.map((cell) => `<td>${escapeHtml(String(cell ?? '–'))}</td>`).join('')}</tr>`,
  );
  return `<table><thead><tr>${header}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table>`;
}
