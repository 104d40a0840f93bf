import { BRIDGE, TOWER, VISUAL } from '#models/chexagent/checkpoint/names.ts';
import { HELPER } from './network/contrast.ts';

/** The parts of the network that a stage trains or leaves alone. */
export type Group = 'decoder' | 'tower' | 'bridge' | 'table' | 'helper';

/** The bridge's table of sines is never trained; helpers are no part of the model. */
export function groupOf(name: string): Group {
  if (name.startsWith(HELPER)) return 'helper';
  if (name === BRIDGE.table) return 'table';
  if (name.startsWith(TOWER)) return 'tower';
  return name.startsWith(VISUAL) ? 'bridge' : 'decoder';
}
