import { z } from 'zod';
import { protocol } from './protocol.ts';

/** The JSON Schema (draft 2020-12) of a protocol file, published as protocol.schema.json for editors and checkers. */
export function protocolJsonSchema(): object {
  return { ...z.toJSONSchema(protocol, { io: 'input' }), title: 'Protocol of a reader study' };
}
