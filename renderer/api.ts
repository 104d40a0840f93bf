import {
  signals,
  type Endpoint,
  type EndpointInput,
  type EndpointOutput,
  type Signal,
  type SignalPayload,
} from '#core/ipc/contract.ts';
import { client } from '#core/ipc/dispatch.ts';

/** How the window asks and listens; everything else is the contract. */
export interface Transport {
  ask(name: string, input: unknown): Promise<unknown>;
  listen(signal: string, handler: (payload: unknown) => void): () => void;
}

export interface Api {
  call<E extends Endpoint>(endpoint: E, input: EndpointInput<E>): Promise<EndpointOutput<E>>;
  /** Returns the function that stops listening. */
  listen<S extends Signal>(signal: S, handler: (payload: SignalPayload<S>) => void): () => void;
}

/** The machine's side as typed functions, over any transport. */
export function createApi(transport: Transport): Api {
  return {
    call: client((name, input) => transport.ask(name, input)),
    listen(signal, handler) {
      return transport.listen(signal, (payload) =>
        handler(signals[signal].parse(payload) as SignalPayload<typeof signal>),
      );
    },
  };
}
