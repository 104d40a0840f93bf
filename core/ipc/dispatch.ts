import { Failure, toFailureData, type FailureData } from '../errors.ts';
import { contract, type Endpoint, type EndpointInput, type EndpointOutput } from './contract.ts';
import type { z } from 'zod';

/** One function for each endpoint; a missing or misspelt one does not compile. */
export type Handlers = {
  [E in Endpoint]: (input: z.output<(typeof contract)[E]['input']>) => Promise<EndpointOutput<E>> | EndpointOutput<E>;
};

export type Answer = { ok: true; value: unknown } | { ok: false; failure: FailureData };

/** Checks name and input, calls the handler, and lets out only what the output schema names. */
export async function dispatch(handlers: Handlers, name: unknown, input: unknown): Promise<Answer> {
  try {
    if (typeof name !== 'string' || !Object.hasOwn(contract, name)) {
      throw new Failure('bad-input', { where: 'ipc', reason: `no endpoint ${String(name).slice(0, 60)}` });
    }
    const endpoint = name as Endpoint;
    const { input: inputSchema, output: outputSchema } = contract[endpoint];
    const checked = inputSchema.safeParse(input);
    if (!checked.success) throw new Failure('bad-input', { where: endpoint, reason: issueWords(checked.error) });
    const handler = handlers[endpoint] as (value: unknown) => unknown;
    const result = outputSchema.safeParse(await handler(checked.data));
    if (!result.success) throw new Failure('internal', { reason: `${endpoint} answered ${issueWords(result.error)}` });
    return { ok: true, value: result.data };
  } catch (thrown) {
    return { ok: false, failure: toFailureData(thrown) };
  }
}

/** The window's side: asks over any transport, checks the answer once more, and throws coded failures. */
export function client(ask: (name: string, input: unknown) => Promise<unknown>) {
  return async function call<E extends Endpoint>(endpoint: E, input: EndpointInput<E>): Promise<EndpointOutput<E>> {
    const answer = (await ask(endpoint, input)) as Answer;
    if (!answer.ok) throw new Failure(answer.failure.code, answer.failure.detail);
    return contract[endpoint].output.parse(answer.value) as EndpointOutput<E>;
  };
}

/** The first complaint of a schema, with its place. */
export function issueWords(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue ? `${issue.path.join('.') || 'value'}: ${issue.message}` : 'not valid';
}
