import { env, InferenceSession, listSupportedBackends, Tensor as OnnxTensor } from 'onnxruntime-node';
import { Failure } from '#core/errors.ts';
import type { Session, Tensor } from '#models/chexagent/architecture.ts';
import type { Provider } from './provider.ts';

/** ONNX Runtime, here and nowhere else. */

export interface OpenSession extends Session {
  close(): Promise<void>;
}

/** A graph by path (its data file beside it) or as bytes. */
export type GraphFile = string | Uint8Array;

export const runtimeVersion = env.versions.node ?? 'unknown';

/** Providers that this build of the runtime holds or can load. */
export function builtInProviders(): string[] {
  return listSupportedBackends().map((backend) => backend.name);
}

/** Opens a graph on one provider; what the provider lacks runs on the CPU. Throws runtime-failed. */
export async function openSession(graph: GraphFile, provider: Provider, threads: number): Promise<OpenSession> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  };
  const session = await onRuntime(provider, () =>
    typeof graph === 'string' ? InferenceSession.create(graph, options) : InferenceSession.create(graph, options),
  );
  return {
    async run(feeds, fetches) {
      const inputs = Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, toRuntime(tensor)]));
      const outputs = await onRuntime(provider, () => session.run(inputs, fetches));
      return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, fromRuntime(name, tensor)]));
    },
    close: () => session.release(),
  };
}

async function onRuntime<T>(provider: Provider, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Failure('runtime-failed', { provider, reason: reason.split('\n')[0] ?? '' }, thrown);
  }
}

function toRuntime(tensor: Tensor): OnnxTensor {
  if (tensor.type === 'float32') return new OnnxTensor('float32', tensor.data, tensor.dims);
  if (tensor.type === 'float64') return new OnnxTensor('float64', tensor.data, tensor.dims);
  return new OnnxTensor('int64', tensor.data, tensor.dims);
}

function fromRuntime(name: string, { type, dims, data }: OnnxTensor): Tensor {
  if (type === 'float32' && data instanceof Float32Array) return { type, dims, data };
  if (type === 'float64' && data instanceof Float64Array) return { type, dims, data };
  if (type === 'int64' && data instanceof BigInt64Array) return { type, dims, data };
  throw new Failure('runtime-failed', { provider: 'cpu', reason: `output ${name} is ${type}` });
}
