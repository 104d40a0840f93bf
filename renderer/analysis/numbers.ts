/** What stands where the data give no number. */
const NOTHING = '–';

export function digits(value: number | null | undefined, places: number): string {
  return value === null || value === undefined ? NOTHING : value.toFixed(places);
}

/** Three significant digits, so that ratios and seconds keep their meaning at any size. */
export function figure(value: number | null): string {
  if (value === null) return NOTHING;
  return value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(1) : String(Number(value.toPrecision(3)));
}

export function interval({ ciLow, ciHigh }: { readonly ciLow: number | null; readonly ciHigh: number | null }): string {
  return ciLow === null || ciHigh === null ? NOTHING : `${figure(ciLow)} to ${figure(ciHigh)}`;
}

export function pValue(p: number | null): string {
  if (p === null) return NOTHING;
  return p < 0.0001 ? '< 0.0001' : p.toFixed(4);
}

export function percent(share: number | null): string {
  return share === null ? NOTHING : `${(share * 100).toFixed(1)} %`;
}
