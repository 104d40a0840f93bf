import { modelBytes } from '#main/services/model/places.ts';
import type { ModelManifest } from '#models/chexagent/architecture.ts';

const WEIGHTS: Readonly<Record<ModelManifest['quantisation'], string>> = {
  fp32: 'float32, as in the checkpoint',
  int8: '8 bits with a scale a row, activations 8 bits with a scale a token; norms, biases and positions float32',
  int4: 'decoder 4 bits with a scale per 32 weights, vision tower 8 bits; norms, biases and positions float32',
  mixed: '8 bits for images and prompts, 4 bits for the tokens after them; norms, biases and positions float32',
};

/** A model's card: for people, from its manifest alone. */
export function cardText(manifest: ModelManifest, digest: string): string {
  const { architecture, provenance, licence } = manifest;
  const { decoder, vision, bridge } = architecture;
  const lines = [
    manifest.name,
    '',
    `what        CheXagent-2 architecture, ${(provenance.parameters / 1e6).toFixed(1)} million parameters`,
    `decoder     ${decoder.layers} layers of ${decoder.hidden}, ${decoder.heads} heads, vocabulary ${architecture.tokens.used}`,
    `vision      ${vision.layers} layers of ${vision.width}, ${vision.size} px, ${vision.tokens} rows an image; bridge ${bridge.hidden}`,
    `weights     ${WEIGHTS[manifest.quantisation]}`,
    `size        ${(modelBytes(manifest) / 1e9).toFixed(3)} GB in ${Object.keys(manifest.files).length} files`,
    `digest      ${digest}`,
    `from        ${provenance.source}, converted ${provenance.created} by ${provenance.converter}`,
    ...Object.entries(provenance.files).map(([name, hash]) => `            ${name} sha256 ${hash}`),
    `use         research only: a draft is read and answered for by a radiologist; not for clinical use`,
    '',
    ...(manifest.assumptions.length > 0 ? ['assumed', ...manifest.assumptions.map((line) => `  ${line}`), ''] : []),
    `licence     ${licence.name}`,
    '',
    licence.text.trimEnd(),
    '',
  ];
  return lines.join('\n');
}
