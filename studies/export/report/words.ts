/** Numbers as the report shows them; null where there is none. */

export function fixed(value: number | null, places: number): string | null {
  return value === null ? null : value.toFixed(places);
}

export function percent(share: number | null): string | null {
  return share === null ? null : `${(share * 100).toFixed(1)} %`;
}

export function pValue(p: number | null): string | null {
  return p === null ? null : p < 0.0001 ? '< 0.0001' : p.toFixed(4);
}

export function interval({
  ciLow,
  ciHigh,
}: {
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
}): string | null {
  return ciLow === null || ciHigh === null ? null : `${fixed(ciLow, 3)} to ${fixed(ciHigh, 3)}`;
}

/** Mean and SD. */
export function rating({ mean, sd }: { readonly mean: number | null; readonly sd: number | null }): string {
  return `${fixed(mean, 2) ?? '–'} (${fixed(sd, 2) ?? '–'})`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** As text of HTML and SVG. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
}
