import { inverse, Matrix } from 'ml-matrix';
import { dot } from '#core/stats/linear/orthonormal.ts';
import { emptyFactor, factorise, solveLower } from '#core/stats/linear/sparseCholesky.ts';
import { quadratic } from '#core/stats/linear/triangular.ts';
import type { LinearMixedFit } from './linearMixed.ts';
import { blockCovariance, crossRandom, fillSystem, scaledRows, scaleEffects } from './randomPart.ts';

/** Beyond so many random effects the dense matrices are too large: Satterthwaite's degrees of freedom serve. */
const MOST_EFFECTS = 2000;

export interface KenwardRoger {
  /** Covariance of the estimates, adjusted for that of the variance components. */
  readonly vcov: readonly (readonly number[])[];
  readonly df: (contrast: readonly number[]) => number;
}

/** One variance or covariance of the random effects: V's derivative by it is Z E Z'. */
interface Component {
  readonly value: number;
  /** Pairs of places that E joins, both ways where they differ. */
  readonly joins: readonly (readonly [number, number])[];
}

/**
 * Kenward and Roger's adjusted covariance of the estimates and degrees of freedom, for contrasts of one dimension,
 * where they are 2 v^2 / (g' W g) with g the derivatives of v = l' C l by the variance components and W from their
 * expected information (Kenward and Roger, Biometrics 1997;53:983; as in pbkrtest: Halekoh and Højsgaard, Journal of
 * Statistical Software 2014;59(9)). V is linear in the components, V = s I + sum g_r Z E_r Z', so that every sum over
 * rows follows from Z' V^-1 Z and Z' V^-1 X; no matrix of rows by rows is made.
 * Null for a fit by maximum likelihood, or with more than MOST_EFFECTS random effects.
 */
export function kenwardRoger(fit: LinearMixedFit): KenwardRoger | null {
  const { plan, vcov, residualVariance: scale } = fit;
  if (!fit.reml || plan.size > MOST_EFFECTS) return null;
  const phi = new Matrix(vcov.map((row) => [...row]));
  const { c, b } = crossProducts(fit);
  const components = componentsOf(fit);
  const count = components.length;
  const eb = components.map(({ joins }) => joined(joins, b));
  // With index `count` for the residual, whose derivative I is (V - sum g_r Z E_r Z') / s.
  const p = eb.map((each) => b.transpose().mmul(each).mul(-1));
  const m = inverse(phi);
  p.push(p.reduce((sum, each, r) => sum.add(Matrix.mul(each, components[r]!.value)), m.clone()).mul(-1 / scale));
  const q: Matrix[][] = eb.map((left) => eb.map((right) => left.transpose().mmul(c).mmul(right)));
  for (let r = 0; r < count; r++) {
    const rest = q.reduce((sum, row, s) => sum.add(Matrix.mul(row[r]!, components[s]!.value)), p[r]!.clone());
    q[r]!.push(rest.mul(-1 / scale).transpose());
  }
  const last = q.map((row) => row[count]!.transpose());
  const own = last.reduce(
    (sum, each, r) => sum.add(Matrix.mul(each.transpose(), components[r]!.value)),
    p[count]!.clone(),
  );
  q.push([...last, own.mul(-1 / scale)]);

  const traces = tracesOf(fit, c, components);
  const information = Matrix.zeros(count + 1, count + 1);
  for (let r = 0; r <= count; r++) {
    for (let s = 0; s <= count; s++) {
      const twice = phi.mmul(q[r]![s]!).trace() * 2;
      information.set(r, s, traces[r]![s]! - twice + phi.mmul(p[r]!).mmul(phi).mmul(p[s]!).trace());
    }
  }
  const w = inverse(information, true).mul(2);
  const bias = Matrix.zeros(phi.rows, phi.rows);
  for (let r = 0; r <= count; r++)
    for (let s = 0; s <= count; s++) bias.add(Matrix.sub(q[r]![s]!, p[r]!.mmul(phi).mmul(p[s]!)).mul(w.get(r, s)));
  const adjusted = Matrix.add(phi, phi.mmul(bias).mmul(phi).mul(2));
  const slopes = p.map((each) => phi.mmul(each).mmul(phi).to2DArray());
  return {
    vcov: adjusted.to2DArray(),
    df: (contrast) => {
      const slope = new Matrix([slopes.map((each) => quadratic(each, contrast))]);
      return (2 * quadratic(vcov, contrast) ** 2) / slope.mmul(w).mmul(slope.transpose()).get(0, 0);
    },
  };
}

/** C = Z' V^-1 Z and B = Z' V^-1 X. */
function crossProducts(fit: LinearMixedFit): { c: Matrix; b: Matrix } {
  const { plan, theta, frame, kept, residualVariance } = fit;
  const { size, rows, width, index, values } = plan;
  const factor = emptyFactor(plan.cholesky);
  fillSystem(plan, scaledRows(plan, theta), null);
  factorise(plan.system, plan.cholesky, factor);
  const z = Array.from({ length: size }, () => new Float64Array(size));
  for (let row = 0; row < rows; row++)
    for (let i = row * width; i < (row + 1) * width; i++)
      for (let j = row * width; j < (row + 1) * width; j++) z[index[i]!]![index[j]!]! += values[i]! * values[j]!;
  const x = kept.map((place) => crossRandom(plan, frame.x[place]!));
  const solved = [...z, ...x].map((column) => {
    const scaled = scaleEffects(plan, theta, column);
    solveLower(factor, scaled);
    return scaled;
  });
  const c = new Matrix(size, size);
  const b = new Matrix(size, x.length);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const value = (z[i]![j]! - dot(solved[i]!, solved[j]!)) / residualVariance;
      c.set(i, j, value);
      c.set(j, i, value);
    }
    for (const [j, column] of x.entries())
      b.set(i, j, (column[i]! - dot(solved[i]!, solved[size + j]!)) / residualVariance);
  }
  return { c, b };
}

function componentsOf({ plan, theta, residualVariance }: LinearMixedFit): Component[] {
  return plan.blocks.flatMap((block) => {
    const covariance = blockCovariance(block, theta);
    return block.theta.map(({ row, column }) => {
      const joins = block.group.levels.flatMap((_, level) => {
        const at = block.offset + level * block.width;
        const pair = [at + row, at + column] as const;
        return row === column ? [pair] : [pair, [pair[1], pair[0]] as const];
      });
      return { value: covariance[row]![column]! * residualVariance, joins };
    });
  });
}

/** E b. */
function joined(joins: Component['joins'], b: Matrix): Matrix {
  const result = Matrix.zeros(b.rows, b.columns);
  for (const [i, j] of joins) for (let k = 0; k < b.columns; k++) result.set(i, k, result.get(i, k) + b.get(j, k));
  return result;
}

/** tr(V^-1 G_r V^-1 G_s) for all pairs of components, the residual last. */
function tracesOf(
  { frame, residualVariance: scale }: LinearMixedFit,
  c: Matrix,
  components: readonly Component[],
): number[][] {
  const single = components.map(({ joins }) => joins.reduce((sum, [i, j]) => sum + c.get(i, j), 0));
  const traces = components.map((left) =>
    components.map((right) => {
      let sum = 0;
      for (const [i, j] of left.joins) for (const [k, l] of right.joins) sum += c.get(j, k) * c.get(l, i);
      return sum;
    }),
  );
  const weighted = (values: readonly number[]): number =>
    values.reduce((sum, each, r) => sum + each * components[r]!.value, 0);
  const residual = traces.map((row, r) => (single[r]! - weighted(row)) / scale);
  const own = (frame.rows - 2 * weighted(single) + weighted(traces.map(weighted))) / scale ** 2;
  return [...traces.map((row, r) => [...row, residual[r]!]), [...residual, own]];
}
