import type { Activation } from '../architecture.ts';
import type { Nodes } from './onnxGraph.ts';

/** The activation of `input`, with `bias` (a value name, '' for none) added before it. */
export function activated(nodes: Nodes, kind: Activation, input: string, bias: string): string {
  // gelu_new and gelu_pytorch_tanh are one formula: 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))).
  const operator = kind === 'gelu' ? (bias === '' ? 'Gelu' : 'BiasGelu') : 'FastGelu';
  return nodes.own(operator, bias === '' ? [input] : [input, bias]);
}
