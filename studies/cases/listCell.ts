/** A value of a list cell; null stands for `nan`, `None` and `null`. */
export type ListValue = string | null | ListValue[];

/**
 * Reads a list as Python's `repr` or JSON writes it: lists or tuples of quoted strings and empty values, nested.
 * Throws SyntaxError with the place.
 */
export function parseListCell(text: string): ListValue[] {
  let at = 0;
  function fail(): never {
    throw new SyntaxError(`not a list at character ${at + 1}`);
  }
  function skipBlanks(): void {
    while (/\s/.test(text.charAt(at))) at += 1;
  }
  function value(): ListValue {
    skipBlanks();
    const sign = text.charAt(at);
    if (sign === '[') return list(']');
    if (sign === '(') return list(')');
    if (sign === "'" || sign === '"') return quoted(sign);
    const word = /^(nan|None|null)\b/.exec(text.slice(at))?.[0] ?? fail();
    at += word.length;
    return null;
  }
  function list(end: ']' | ')'): ListValue[] {
    const values: ListValue[] = [];
    at += 1;
    for (skipBlanks(); text.charAt(at) !== end; skipBlanks()) {
      values.push(value());
      skipBlanks();
      if (text.charAt(at) === ',') at += 1;
      else if (text.charAt(at) !== end) fail();
    }
    at += 1;
    return values;
  }
  function quoted(quote: string): string {
    let result = '';
    for (at += 1; text.charAt(at) !== quote; at += 1) {
      if (at >= text.length) fail();
      result += text.charAt(at) === '\\' ? escaped() : text.charAt(at);
    }
    at += 1;
    return result;
  }
  function escaped(): string {
    const code = /^\\(?:x([0-9a-f]{2})|u([0-9a-f]{4}))/i.exec(text.slice(at));
    if (code) {
      at += code[0].length - 1;
      return String.fromCharCode(parseInt(code[1] ?? code[2] ?? '', 16));
    }
    at += 1;
    return { n: '\n', t: '\t', r: '\r' }[text.charAt(at)] ?? text.charAt(at);
  }
  const result = value();
  skipBlanks();
  return Array.isArray(result) && at === text.length ? result : fail();
}
