/** Why a pickle can't be read. */
export class PickleFault extends Error {}

/** A class or function by its full name: it is never looked up, only named. */
export interface Named {
  readonly global: string;
}

/** A call that the pickle asks for, with its arguments: kept as it is. */
export interface Called {
  readonly called: string;
  readonly given: readonly unknown[];
}

/** What a persistent id stands for, as it was written. */
export interface Persistent {
  readonly persistent: unknown;
}

const MARK = Symbol('mark');

/**
 * Reads one pickle (Python's protocol 2 and the few signs of protocol 4 that PyTorch uses) from `start` on; `end` is the
 * byte after it. Nothing is ever run: dictionaries become maps, classes and calls stay names with arguments. Throws
 * PickleFault for a sign that such files do not have.
 */
export function unpickle(bytes: Uint8Array, start = 0): { readonly value: unknown; readonly end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stack: unknown[] = [];
  const memo: unknown[] = [];
  const decoder = new TextDecoder();
  let place = start;

  function byte(): number {
    if (place >= bytes.length) throw new PickleFault('it ends too early');
    return view.getUint8(place++);
  }
  function number(length: 1 | 2 | 4): number {
    if (place + length > bytes.length) throw new PickleFault('it ends too early');
    place += length;
    if (length === 1) return view.getUint8(place - 1);
    return length === 2 ? view.getUint16(place - 2, true) : view.getUint32(place - 4, true);
  }
  function text(length: number): string {
    if (place + length > bytes.length) throw new PickleFault('it ends too early');
    place += length;
    return decoder.decode(bytes.subarray(place - length, place));
  }
  function line(): string {
    const end = bytes.indexOf(0x0a, place);
    if (end < 0) throw new PickleFault('it ends too early');
    const words = text(end - place);
    place = end + 1;
    return words;
  }
  function pop(): unknown {
    if (stack.length === 0) throw new PickleFault('it takes more than there is');
    return stack.pop();
  }
  function popToMark(): unknown[] {
    const mark = stack.lastIndexOf(MARK);
    if (mark < 0) throw new PickleFault('it takes more than there is');
    const items = stack.splice(mark);
    return items.slice(1);
  }
  function some(count: number): unknown[] {
    if (stack.length < count) throw new PickleFault('it takes more than there is');
    return stack.splice(stack.length - count);
  }
  function put(items: readonly unknown[]): void {
    const map = stack.at(-1);
    if (!(map instanceof Map)) return;
    for (let index = 0; index + 1 < items.length; index += 2) map.set(items[index], items[index + 1]);
  }
  function append(items: readonly unknown[]): void {
    const list = stack.at(-1);
    if (Array.isArray(list)) list.push(...(items as unknown[]));
  }
  function call(): void {
    const [made, given] = some(2);
    const called = (made as Partial<Named> | undefined)?.global ?? '';
    stack.push(called === 'collections.OrderedDict' ? new Map() : { called, given: Array.isArray(given) ? given : [] });
  }
  function long(length: number): number {
    let value = 0n;
    for (let index = 0; index < length; index++) value |= BigInt(byte()) << BigInt(8 * index);
    return Number(BigInt.asIntN(8 * length, value));
  }

  const signs: Readonly<Record<number, () => void>> = {
    0x80: () => void byte(),
    0x95: () => void (place += 8),
    0x28: () => stack.push(MARK),
    0x7d: () => stack.push(new Map()),
    0x5d: () => stack.push([]),
    0x29: () => stack.push([]),
    0x74: () => stack.push(popToMark()),
    0x85: () => stack.push(some(1)),
    0x86: () => stack.push(some(2)),
    0x87: () => stack.push(some(3)),
    0x71: () => void (memo[byte()] = stack.at(-1)),
    0x72: () => void (memo[number(4)] = stack.at(-1)),
    0x94: () => memo.push(stack.at(-1)),
    0x68: () => stack.push(memo[byte()]),
    0x6a: () => stack.push(memo[number(4)]),
    0x58: () => stack.push(text(number(4))),
    0x8c: () => stack.push(text(byte())),
    0x55: () => stack.push(text(byte())),
    0x54: () => stack.push(text(number(4))),
    0x63: () => stack.push({ global: `${line()}.${line()}` } satisfies Named),
    0x93: () => stack.push({ global: some(2).join('.') } satisfies Named),
    0x52: call,
    0x81: call,
    0x51: () => stack.push({ persistent: pop() } satisfies Persistent),
    0x4b: () => stack.push(byte()),
    0x4d: () => stack.push(number(2)),
    0x4a: () => stack.push(number(4) | 0),
    0x8a: () => stack.push(long(byte())),
    0x47: () => stack.push(view.getFloat64((place += 8) - 8)),
    0x4e: () => stack.push(null),
    0x88: () => stack.push(true),
    0x89: () => stack.push(false),
    0x73: () => put(some(2)),
    0x75: () => put(popToMark()),
    0x61: () => append(some(1)),
    0x65: () => append(popToMark()),
    // The state of an object: what is wanted here has none.
    0x62: () => void pop(),
    0x30: () => void pop(),
  };
  for (;;) {
    const sign = byte();
    if (sign === 0x2e) return { value: pop(), end: place };
    const act = signs[sign];
    if (!act) throw new PickleFault(`it holds the sign 0x${sign.toString(16)}`);
    act();
  }
}
