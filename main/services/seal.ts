import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { Failure } from '#core/errors.ts';
import { allocationKey, type AllocationKey } from '#studies/allocation/lists.ts';
import { parseJson, readBytes, writeNew } from './files.ts';

/** An age identity (X25519): the secret opens what was sealed to the recipient. */
export interface Identity {
  readonly secret: string;
  readonly recipient: string;
}

/** Makes an identity and writes it in age's own file form, for its owner's eyes only. Throws file-exists. */
export async function createIdentity(file: string, created: string): Promise<Identity> {
  const secret = await generateX25519Identity();
  const recipient = await identityToRecipient(secret);
  await writeNew(file, `# created: ${created}\n# public key: ${recipient}\n${secret}\n`, 0o600);
  return { secret, recipient };
}

/** Throws file-missing, or identity-wrong when the file holds none. */
export async function readIdentity(file: string): Promise<Identity> {
  const secret = /^AGE-SECRET-KEY-1[A-Z0-9]+$/m.exec((await readBytes(file)).toString('utf8'))?.[0];
  try {
    if (secret) return { secret, recipient: await identityToRecipient(secret) };
  } catch {
    // A mistyped secret is as wrong as none.
  }
  throw new Failure('identity-wrong', { file });
}

/** The key as an age file that `age -d -i IDENTITY` opens as well. */
export function sealKey(key: AllocationKey, recipient: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(JSON.stringify(key));
}

/** Throws identity-wrong, naming the identity file. */
export async function openKey(sealed: Uint8Array, identity: Identity, identityFile: string): Promise<AllocationKey> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity.secret);
  let plain: Uint8Array;
  try {
    plain = await decrypter.decrypt(sealed);
  } catch (thrown) {
    throw new Failure('identity-wrong', { file: identityFile }, thrown);
  }
  return parseJson(Buffer.from(plain), 'key.sealed', allocationKey);
}
