/** Dots that end no sentence: titles, views, doses and numbered lists. */
const NOT_AN_END = /\b(?:dr|mr|mrs|ms|vs|approx|e\.g|i\.e|a\.m|p\.m)\.$|(?:^|\s)\d{1,2}\.$/i;

/** The sentences of a report, in lower case, with white space evened out. An empty line ends a sentence too. */
export function sentences(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\n\s*\n/)
    .flatMap((paragraph) => pieces(paragraph.replaceAll(/\s+/g, ' ').trim()))
    .filter((sentence) => /[a-z]/.test(sentence));
}

function pieces(paragraph: string): string[] {
  const found: string[] = [];
  let open = '';
  for (const piece of paragraph.split(/(?<=[.!?])\s+/)) {
    open = open === '' ? piece : `${open} ${piece}`;
    if (NOT_AN_END.test(open)) continue;
    found.push(open);
    open = '';
  }
  if (open !== '') found.push(open);
  return found;
}
