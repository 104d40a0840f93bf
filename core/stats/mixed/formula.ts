import { Failure } from '#core/errors.ts';

/** A variable of a formula as it is written: `time`, `log(time)` or `factor(period)`. */
export interface Variable {
  /** What coefficients call it: the text in the formula. */
  readonly name: string;
  readonly column: string;
  readonly transform: 'none' | 'log' | 'factor';
}

/** Variables that are multiplied; an empty list is the intercept. */
export type Term = readonly Variable[];

/** A random part: an intercept, slopes, or both, for each level of a grouping factor. */
export interface RandomPart {
  readonly intercept: boolean;
  readonly slopes: readonly Variable[];
  /** Columns whose combinations are the levels: one, or two and more where one is nested in another. */
  readonly group: readonly string[];
}

export interface Formula {
  readonly text: string;
  readonly response: Variable;
  /** The second column of a response `cbind(successes, failures)`. */
  readonly failures: Variable | null;
  readonly fixed: readonly Term[];
  readonly random: readonly RandomPart[];
}

const NAME = /^[\p{L}.][\p{L}\p{N}._]*$/u;
const VARIABLE = /^(?:(log|factor)\(\s*(.+?)\s*\)|(.+))$/u;

/**
 * Reads a model formula in the notation of lme4 (Bates et al., Journal of Statistical Software 2015;67(1), table 2):
 * `log(time) ~ arm + factor(period) + (1 | reader) + (1 | case)`. Fixed terms: `a`, `a:b`, `a*b`, `0` for no
 * intercept. Random terms: `(1|g)`, `(1|g:h)`, nested `(1|g/h)`, a slope with its intercept `(1+x|g)` or without
 * correlation `(1+x||g)`, a slope alone `(0+x|g)`. Throws usage, showing the part that can't be read.
 */
export function parseFormula(text: string): Formula {
  const [left = '', right = '', ...more] = text.split('~');
  if (left.trim() === '' || right.trim() === '' || more.length > 0)
    throw unreadable(text, 'it needs one ~ between what is measured and what explains it');
  const pieces = splitOutside(right, '+').flatMap((piece) => (/^0$/.test(piece) ? ['0'] : [piece]));
  const random = pieces.filter((piece) => piece.includes('|')).flatMap((piece) => parseRandom(piece, text));
  const fixed = pieces.filter((piece) => !piece.includes('|'));
  const both = /^cbind\((.+),(.+)\)$/.exec(left.trim());
  return {
    text: text.trim(),
    response: parseVariable(both?.[1]?.trim() ?? left.trim(), text),
    failures: both?.[2] === undefined ? null : parseVariable(both[2].trim(), text),
    fixed: parseFixed(fixed, text),
    random,
  };
}

/** The columns that a formula names, each once. */
export function formulaColumns({ response, failures, fixed, random }: Formula): string[] {
  const variables = [
    response,
    ...(failures ? [failures] : []),
    ...fixed.flat(),
    ...random.flatMap((part) => part.slopes),
  ];
  return [...new Set([...variables.map(({ column }) => column), ...random.flatMap(({ group }) => group)])];
}

/** How a random part is written: `1 + arm | reader`. */
export function randomName({ intercept, slopes, group }: RandomPart): string {
  const left = [...(intercept ? ['1'] : ['0']), ...slopes.map(({ name }) => name)].join(' + ');
  return `${left} | ${group.join(':')}`;
}

function parseFixed(pieces: readonly string[], text: string): Term[] {
  const terms: Term[] = pieces.includes('0') ? [] : [[]];
  const products = pieces
    .filter((piece) => piece !== '0' && piece !== '1')
    .flatMap((piece) => {
      const factors = piece.split('*').map((part) => part.split(':').map((name) => parseVariable(name.trim(), text)));
      return subsets(factors).map((chosen) => chosen.flat());
    });
  for (const term of products) if (!terms.some((known) => sameTerm(known, term))) terms.push(term);
  // As in R, main effects come before interactions.
  return terms.sort((a, b) => a.length - b.length);
}

/** All non-empty choices of the factors of a product, small ones first: a*b is a + b + a:b. */
function subsets<T>(factors: readonly T[]): T[][] {
  let chosen: T[][] = [[]];
  for (const factor of factors) chosen = [...chosen, ...chosen.map((before) => [...before, factor])];
  return chosen.slice(1).sort((a, b) => a.length - b.length);
}

function parseRandom(piece: string, text: string): RandomPart[] {
  const inside = /^\((.+)\)$/.exec(piece)?.[1];
  const [, left, bars, right] = /^([^|]+?)\s*(\|\|?)\s*([^|]+)$/.exec(inside ?? '') ?? [];
  if (!left || !right) throw unreadable(text, `${piece} is no random term such as (1|reader)`);
  const names = left.split('+').map((name) => name.trim());
  const slopes = names.filter((name) => name !== '0' && name !== '1').map((name) => parseVariable(name, text));
  const intercept = !names.includes('0');
  const groups = groupings(right, text);
  if (!intercept && slopes.length === 0) throw unreadable(text, `${piece} varies nothing`);
  return groups.flatMap((group) =>
    bars === '||' && intercept
      ? [{ intercept, slopes: [], group }, ...slopes.map((slope) => ({ intercept: false, slopes: [slope], group }))]
      : [{ intercept, slopes, group }],
  );
}

/** `a/b` is a, and b within a. */
function groupings(right: string, text: string): string[][] {
  const nested = right.split('/').map((part) => part.split(':').map((name) => checkedName(name.trim(), text)));
  return nested.map((_, depth) => nested.slice(0, depth + 1).flat());
}

function parseVariable(written: string, text: string): Variable {
  const [, transform, inner, plain] = VARIABLE.exec(written) ?? [];
  const column = checkedName(inner ?? plain ?? '', text);
  return { name: transform ? `${transform}(${column})` : column, column, transform: asTransform(transform) };
}

function asTransform(word: string | undefined): Variable['transform'] {
  return word === 'log' || word === 'factor' ? word : 'none';
}

function checkedName(name: string, text: string): string {
  if (NAME.test(name)) return name;
  throw unreadable(text, name === '' ? 'a name is missing' : `${name} is no name of a column`);
}

function sameTerm(a: Term, b: Term): boolean {
  return a.length === b.length && a.every(({ name }) => b.some((other) => other.name === name));
}

function splitOutside(text: string, sign: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === sign && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

function unreadable(text: string, reason: string): Failure {
  return new Failure('usage', { reason: `formula ${text.trim()}: ${reason}` });
}
