import { expect, test } from 'vitest';
import { Failure, assertNever, toFailureData } from '#core/errors.ts';

test('a coded failure crosses as its code and the bad value', () => {
  expect(toFailureData(new Failure('file-missing', { file: 'a.csv' }))).toEqual({
    code: 'file-missing',
    detail: { file: 'a.csv' },
  });
});

test('anything else becomes an internal failure with its message', () => {
  expect(toFailureData(new RangeError('too far'))).toEqual({ code: 'internal', detail: { reason: 'too far' } });
  expect(toFailureData('plain')).toEqual({ code: 'internal', detail: { reason: 'plain' } });
});

test('a union that is not closed is named', () => {
  expect(() => assertNever('new-member' as never)).toThrow('new-member');
});
