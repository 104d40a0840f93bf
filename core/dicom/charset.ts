/** Defined terms of Specific Character Set (PS3.3 C.12.1.1.2) and what the platform calls them. */
const labels: Readonly<Record<string, string>> = {
  'ISO_IR 100': 'iso-8859-1',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'iso-8859-9',
  'ISO_IR 203': 'iso-8859-15',
  'ISO_IR 13': 'shift_jis',
  'ISO_IR 166': 'windows-874',
  'ISO_IR 192': 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gbk',
};

/** Terms with code extensions: the platform knows the Japanese and Korean ones by other names. */
const extended: readonly (readonly [term: RegExp, label: string])[] = [
  [/^ISO 2022 IR (87|159)$/, 'iso-2022-jp'],
  [/^ISO 2022 IR 149$/, 'euc-kr'],
];

/**
 * The text of a value in the character set that its file names, without the padding of PS3.5 section 6.2. Without a name,
 * and under one that this program does not know, bytes above 127 are read as ISO 8859-1: never an error, at worst a
 * wrong letter.
 */
export function decodeText(bytes: Uint8Array, charsets: readonly string[]): string {
  return new TextDecoder(labelOf(charsets)).decode(withoutEscapes(bytes, charsets)).replace(/[\0 ]+$/, '');
}

function labelOf(charsets: readonly string[]): string {
  for (const term of charsets) {
    const found = extended.find(([pattern]) => pattern.test(term));
    if (found) return found[1];
  }
  const [first = ''] = charsets;
  return labels[first.replace('ISO 2022 IR', 'ISO_IR')] ?? 'iso-8859-1';
}

/** Korean text is announced by an escape sequence (`ESC $ ) C`), which the platform's decoder would show. */
function withoutEscapes(bytes: Uint8Array, charsets: readonly string[]): Uint8Array {
  if (!charsets.includes('ISO 2022 IR 149')) return bytes;
  const kept: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const announces = bytes[at] === 0x1b && bytes[at + 1] === 0x24 && bytes[at + 2] === 0x29 && bytes[at + 3] === 0x43;
    if (announces) at += 3;
    else kept.push(bytes[at] ?? 0);
  }
  return Uint8Array.from(kept);
}
