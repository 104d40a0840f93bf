/**
 * Whole years of a Patient's Age (PS3.5 section 6.2, AS: `081Y`, `018M`, `052W`, `003D`), also without its unit, which
 * real files leave out and mean years. 90 stands for 90 and above. Null: not an age.
 */
export function parseAge(text: string | null): number | null {
  const [, digits, unit = 'Y'] = /^\s*(\d{1,3})\s*([DWMY]?)\s*$/i.exec(text ?? '') ?? [];
  if (digits === undefined) return null;
  const perYear = { D: 365.25, W: 365.25 / 7, M: 12, Y: 1 }[unit.toUpperCase()] ?? 1;
  const years = Math.floor(Number(digits) / perYear);
  return years > 130 ? null : Math.min(90, years);
}

/** An age as the standard writes it. */
export function ageText(years: number): string {
  return `${String(years).padStart(3, '0')}Y`;
}
