import { expect, test } from 'vitest';
import { canonicalJson, sha256 } from '#core/digest.ts';

test('SHA-256 gives the published vectors of FIPS 180-4', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256(new Uint8Array())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('canonical JSON sorts keys at every depth and writes numbers as RFC 8785 says', () => {
  expect(canonicalJson({ b: [3, { z: 1, a: 'é\n' }], a: 1e21, c: 0.000001 })).toBe(
    '{"a":1e+21,"b":[3,{"a":"é\\n","z":1}],"c":0.000001}',
  );
});

test('a value without a JSON form is refused', () => {
  expect(() => canonicalJson(undefined)).toThrow(TypeError);
});
