/** Points in (0, 1) and weights that sum to 1. */
export interface Quadrature {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Gauss-Legendre quadrature on [0, 1]: exact for polynomials of degree up to `2 * count - 1`. The points are the
 * roots of the Legendre polynomial, found by Newton's method from the usual cosine guess (Abramowitz and Stegun
 * 1964, 25.4.29-30; Press et al., Numerical Recipes, 4.6).
 * @param count number of points, at least 1
 */
export function gaussLegendre(count: number): Quadrature {
  const points = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 0;
    for (let iteration = 0; iteration < 100; iteration++) {
      let [value, before] = [1, 0];
      for (let n = 1; n <= count; n++) {
        [value, before] = [((2 * n - 1) * x * value - (n - 1) * before) / n, value];
      }
      slope = (count * (x * value - before)) / (x * x - 1);
      const step = value / slope;
      x -= step;
      if (Math.abs(step) < 1e-15) break;
    }
    points[i] = (1 - x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { points, weights };
}
