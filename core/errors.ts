import type errorWords from './messages/errors.en.json';

/** Every failure a user can meet. The catalogue is the list: a code is added there, with its words. */
export type ErrorCode = keyof typeof errorWords;

/** Values that the words of a failure show; always the bad value itself, never patient data. */
export type ErrorDetail = Readonly<Record<string, string | number>>;

/** A failure as it crosses a border (IPC, worker, CLI `--json`): data, not an exception. */
export interface FailureData {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;
}

/** A coded failure. The message is for logs and tests; people read the catalogue's words. */
export class Failure extends Error implements FailureData {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, detail: ErrorDetail = {}, cause?: unknown) {
    super(`${code} ${JSON.stringify(detail)}`, cause === undefined ? undefined : { cause });
    this.name = 'Failure';
    this.code = code;
    this.detail = detail;
  }
}

/** Any thrown thing as failure data; what is not ours becomes `internal` with its own message. */
export function toFailureData(thrown: unknown): FailureData {
  if (thrown instanceof Failure) return { code: thrown.code, detail: thrown.detail };
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'internal', detail: { reason } };
}

/** Closes a union: a new member that is not handled fails to compile. */
export function assertNever(value: never): never {
  throw new Failure('internal', { reason: `unexpected value ${JSON.stringify(value)}` });
}
