import { sha256 as hashBytes } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalizeJson from 'canonicalize';

/** JSON with sorted keys and no spaces (RFC 8785), so that equal values have equal bytes. */
export function canonicalJson(value: unknown): string {
  const text = canonicalizeJson(value);
  if (text === undefined) throw new TypeError('value has no JSON form');
  return text;
}

/** SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits; text is hashed as UTF-8. */
export function sha256(data: string | Uint8Array): string {
  return bytesToHex(hashBytes(typeof data === 'string' ? utf8ToBytes(data) : data));
}
