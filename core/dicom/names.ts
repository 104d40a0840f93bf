import names from './names.json' with { type: 'json' };

const byTag: Readonly<Record<string, string>> = names;

/** The name of an attribute (PS3.6), for a report to people. */
export function attributeName(tag: string): string {
  if (Number.parseInt(tag.slice(0, 4), 16) % 2 === 1) return 'Private element';
  if (tag.startsWith('60')) return 'Overlay';
  if (tag.startsWith('50')) return 'Curve';
  return byTag[tag] ?? 'Element';
}
