/** An item of the container that is asked for; its name where that is an object. */
export interface JsonItem {
  readonly key: string | null;
  readonly value: unknown;
}

/**
 * The items of one array or object of a JSON text that comes in pieces, so that a file of any size is read with the
 * memory of its longest item. `at` names a member of the outermost object; '' asks for the outermost container. A text
 * that ends too early gives the items before; an item that is no JSON throws SyntaxError.
 */
export async function* jsonItems(pieces: AsyncIterable<string>, at: string): AsyncGenerator<JsonItem> {
  const wanted = at === '' ? 1 : 2;
  let depth = 0;
  let inText = false;
  let escaped = false;
  /** Whether the container is an object; null outside it. */
  let named: boolean | null = null;
  /** What has been read of the item, or of the name before the container. */
  let held = '';
  for await (const piece of pieces) {
    let start = 0;
    for (let place = 0; place < piece.length; place++) {
      const code = piece.charCodeAt(place);
      if (inText) {
        if (escaped) escaped = false;
        else if (code === BACKSLASH) escaped = true;
        else if (code === QUOTE) inText = false;
        continue;
      }
      if (code === QUOTE) inText = true;
      else if (code === BRACE || code === BRACKET) {
        depth++;
        const name = held + piece.slice(start, place);
        if (named === null && depth === wanted && (at === '' || endsWithName(name, at))) {
          named = code === BRACE;
          [held, start] = ['', place + 1];
        }
      } else if (code === BRACE_END || code === BRACKET_END) {
        if (named !== null && depth === wanted) {
          const last = held + piece.slice(start, place);
          if (last.trim() !== '') yield itemOf(last, named);
          return;
        }
        depth--;
      } else if (code === COMMA && depth === (named === null ? 1 : wanted)) {
        if (named !== null) yield itemOf(held + piece.slice(start, place), named);
        [held, start] = ['', place + 1];
      }
    }
    held += piece.slice(start);
  }
}

const [QUOTE, COMMA, BRACKET, BACKSLASH, BRACKET_END, BRACE, BRACE_END] = [34, 44, 91, 92, 93, 123, 125];

function endsWithName(text: string, name: string): boolean {
  return text.trimEnd().replace(/\s*:$/, '').endsWith(JSON.stringify(name));
}

function itemOf(text: string, named: boolean): JsonItem {
  if (!named) return { key: null, value: JSON.parse(text) as unknown };
  const [[key, value] = ['', null]] = Object.entries(JSON.parse(`{${text}}`) as Record<string, unknown>);
  return { key, value };
}
