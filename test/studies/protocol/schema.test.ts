import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { protocolJsonSchema } from '#studies/protocol/schema.ts';

const PUBLISHED = new URL('../../../studies/protocol/protocol.schema.json', import.meta.url).pathname;

/** `npx vitest run -u test/studies/protocol` writes the file anew after a change of the type. */
test('the published JSON Schema is the one that the type makes', async () => {
  const options = { ...(await resolveConfig(PUBLISHED)), filepath: PUBLISHED };
  await expect(await format(JSON.stringify(protocolJsonSchema()), options)).toMatchFileSnapshot(PUBLISHED);
});
