import type { Protocol } from '../protocol/protocol.ts';

export interface Reader {
  readonly code: string;
  readonly group: string;
}

/** The readers that a protocol asks for, with codes made from the group's name: R1, R2, ... A1, A2, ... */
export function readerCodes(protocol: Protocol): Reader[] {
  const stems = shortestStems(protocol.groups.map((group) => group.id));
  return protocol.groups.flatMap((group, index) =>
    Array.from({ length: group.readers }, (_, number) => ({ code: `${stems[index]}${number + 1}`, group: group.id })),
  );
}

/** The shortest beginnings of the names, in capitals, that tell them apart; a name that begins another is numbered. */
function shortestStems(names: readonly string[]): string[] {
  const letters = names.map((name) => name.toUpperCase().replaceAll('-', ''));
  return letters.map((word, index) => {
    for (let length = 1; length <= Math.min(word.length, 12); length++) {
      const stem = word.slice(0, length);
      const taken = letters.some((other, place) => place !== index && other.startsWith(stem));
      if (!taken && /[A-Z]$/.test(stem)) return stem;
    }
    return `G${index + 1}-`;
  });
}
