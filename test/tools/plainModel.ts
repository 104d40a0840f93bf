import type { Architecture } from '#models/chexagent/architecture.ts';
import type { Weights } from '#models/chexagent/checkpoint/weights.ts';

/**
 * The architecture once more, as plainly as it can be written: lists of rows of float64, one loop a formula, nothing of
 * the graphs or their runtime. For small models only.
 */
type Row = Float64Array;

export interface PlainModel {
  /** Normalised patches [tokens, 3 * patch^2] to rows of the decoder. */
  image(patches: Float32Array): Promise<Row[]>;
  embed(ids: readonly number[]): Promise<Row[]>;
  /** Logits of every row of a whole sequence. */
  logits(rows: readonly Row[]): Promise<Row[]>;
}

export function plainModel(architecture: Architecture, weights: Weights): PlainModel {
  const { decoder, vision, bridge } = architecture;

  async function rowsOf(name: string): Promise<Row[]> {
    const [count = 0] = weights.shape(name) ?? [];
    return cut(await weights.all(name), count);
  }
  async function linear(name: string): Promise<(row: Row) => Row> {
    const matrix = await rowsOf(`${name}.weight`);
    const bias = Float64Array.from(await weights.all(`${name}.bias`));
    return (row) => bias.map((start, output) => start + dot(matrix[output] as Row, row));
  }
  async function norm(name: string, eps: number): Promise<(row: Row) => Row> {
    const gain = await weights.all(`${name}.weight`);
    const bias = await weights.all(`${name}.bias`);
    return (row) => {
      const mean = sum(row) / row.length;
      const variance = sum(row.map((value) => (value - mean) ** 2)) / row.length;
      const scale = 1 / Math.sqrt(variance + eps);
      return row.map((value, index) => (value - mean) * scale * (gain[index] ?? 0) + (bias[index] ?? 0));
    };
  }

  async function image(patches: Float32Array): Promise<Row[]> {
    const patch = await linear('model.visual.model.embeddings.patch_embedding');
    const positions = await rowsOf('model.visual.model.embeddings.position_embedding.weight');
    let rows = cut(patches, vision.tokens).map((row, token) => add(patch(row), positions[token] as Row));
    for (let layer = 0; layer < vision.layers; layer++) rows = await towerLayer(layer, rows);
    const table = await rowsOf('model.visual.pos_embed');
    const first = await linear('model.visual.attn_pool.0');
    const second = await linear('model.visual.attn_pool.2');
    const last = await norm('model.visual.ln_post', bridge.eps);
    // Stored [in, out]: its columns are the outputs.
    const proj = transposed(await rowsOf('model.visual.proj'));
    return rows.map((row, token) => {
      const pooled = last(second(first(add(row, table[token] as Row)).map(geluErf)));
      return Float64Array.from(proj, (column) => dot(column, pooled));
    });
  }

  async function towerLayer(layer: number, rows: readonly Row[]): Promise<Row[]> {
    const prefix = `model.visual.model.encoder.layers.${layer}`;
    const [norm1, norm2] = [
      await norm(`${prefix}.layer_norm1`, vision.eps),
      await norm(`${prefix}.layer_norm2`, vision.eps),
    ];
    const [query, key] = [await linear(`${prefix}.self_attn.q_proj`), await linear(`${prefix}.self_attn.k_proj`)];
    const [value, out] = [await linear(`${prefix}.self_attn.v_proj`), await linear(`${prefix}.self_attn.out_proj`)];
    const [up, down] = [await linear(`${prefix}.mlp.fc1`), await linear(`${prefix}.mlp.fc2`)];
    const normed = rows.map(norm1);
    const attended = attention(normed.map(query), normed.map(key), normed.map(value), vision.heads, false);
    const middle = rows.map((row, index) => add(row, out(attended[index] as Row)));
    return middle.map((row) => add(row, down(up(norm2(row)).map(geluTanh))));
  }

  async function logits(rows: readonly Row[]): Promise<Row[]> {
    let values = [...rows];
    for (let layer = 0; layer < decoder.layers; layer++) values = await decoderLayer(layer, values);
    const last = await norm('model.final_layernorm', decoder.eps);
    const head = await linear('lm_head');
    return values.map((row) => head(last(row)));
  }

  async function decoderLayer(layer: number, rows: readonly Row[]): Promise<Row[]> {
    const prefix = `model.layers.${layer}`;
    const first = await norm(`${prefix}.input_layernorm`, decoder.eps);
    const [query, key] = [await linear(`${prefix}.self_attn.q_proj`), await linear(`${prefix}.self_attn.k_proj`)];
    const [value, dense] = [await linear(`${prefix}.self_attn.v_proj`), await linear(`${prefix}.self_attn.dense`)];
    const [up, down] = [await linear(`${prefix}.mlp.fc1`), await linear(`${prefix}.mlp.fc2`)];
    const normed = rows.map(first);
    const rotated = (project: (row: Row) => Row) => normed.map((row, position) => rotate(project(row), position));
    const attended = attention(rotated(query), rotated(key), normed.map(value), decoder.heads, true);
    return rows.map((row, index) => {
      const branches = add(dense(attended[index] as Row), down(up(normed[index] as Row).map(geluTanh)));
      return add(row, branches);
    });
  }

  /** Channel i of the first `rotary` of each head turns with channel i + rotary / 2. */
  function rotate(row: Row, position: number): Row {
    const result = Float64Array.from(row);
    const half = decoder.rotary / 2;
    for (let start = 0; start < row.length; start += decoder.headSize) {
      for (let i = 0; i < half; i++) {
        const angle = position * decoder.ropeTheta ** ((-2 * i) / decoder.rotary);
        const [a, b] = [row[start + i] ?? 0, row[start + i + half] ?? 0];
        result[start + i] = a * Math.cos(angle) - b * Math.sin(angle);
        result[start + i + half] = b * Math.cos(angle) + a * Math.sin(angle);
      }
    }
    return result;
  }

  return { image, embed: async (ids) => cut(await gathered(ids), ids.length), logits };

  async function gathered(ids: readonly number[]): Promise<Float32Array> {
    const parts = await Promise.all(ids.map((id) => weights.rows('model.embed_tokens.weight', id, 1)));
    return Float32Array.from(parts.flatMap((part) => [...part]));
  }
}

function attention(queries: Row[], keys: Row[], values: Row[], heads: number, causal: boolean): Row[] {
  const width = (queries[0]?.length ?? 0) / heads;
  return queries.map((query, row) => {
    const result = new Float64Array(query.length);
    const seen = causal ? row + 1 : keys.length;
    for (let head = 0; head < heads; head++) {
      const part = (vector: Row) => vector.subarray(head * width, (head + 1) * width);
      const scores = keys.slice(0, seen).map((key) => dot(part(query), part(key)) / Math.sqrt(width));
      const largest = Math.max(...scores);
      const shares = scores.map((score) => Math.exp(score - largest));
      const total = shares.reduce((all, share) => all + share, 0);
      shares.forEach((share, other) => {
        part(values[other] as Row).forEach((value, index) => {
          const at = head * width + index;
          result[at] = (result[at] ?? 0) + (share / total) * value;
        });
      });
    }
    return result;
  });
}

function geluTanh(x: number): number {
  return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
}

function geluErf(x: number): number {
  return 0.5 * x * (1 + erf(x / Math.SQRT2));
}

/** The error function by its series; the tail beyond 6 is below 1e-16. */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let total = x;
  for (let n = 1; Math.abs(term) > 1e-18; n++) {
    term *= (-x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

function cut(values: Float32Array, rows: number): Row[] {
  const width = values.length / rows;
  return Array.from({ length: rows }, (_, row) => Float64Array.from(values.subarray(row * width, (row + 1) * width)));
}

function transposed(rows: readonly Row[]): Row[] {
  return Array.from({ length: rows[0]?.length ?? 0 }, (_, column) =>
    Float64Array.from(rows, (row) => row[column] ?? 0),
  );
}

function dot(a: Row, b: Row): number {
  let total = 0;
  for (let index = 0; index < a.length; index++) total += (a[index] as number) * (b[index] as number);
  return total;
}

function sum(row: Row): number {
  return row.reduce((total, value) => total + value, 0);
}

function add(a: Row, b: Row): Row {
  return a.map((value, index) => value + (b[index] ?? 0));
}
