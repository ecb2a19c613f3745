/** Tail probabilities of the tests in this folder. Accurate to about ten digits, far more than a p-value deserves. */

/** Coefficients of Lanczos' approximation with g = 7 (Lanczos 1964; Godfrey 2001). */
const lanczos = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
  12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** Logarithm of the gamma function. @param x above 0 */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  let sum = lanczos[0];
  for (let i = 1; i < lanczos.length; i++) sum += lanczos[i] / (x - 1 + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/**
 * Upper regularized incomplete gamma function Q(a, x): the series for small x (Abramowitz & Stegun 6.5.29), the
 * continued fraction (6.5.31) by Lentz's method for large.
 */
function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 100_000 && term > sum * 1e-16; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return Math.max(0, 1 - scale * sum);
  }
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 100_000; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / nonzero(an * d + b);
    c = nonzero(b + an / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return Math.min(1, scale * fraction);

  function nonzero(value: number): number {
    return Math.abs(value) < tiny ? tiny : value;
  }
}

/**
 * Chance that a chi-square variable is above `x`.
 * @param x at least 0
 * @param degrees degrees of freedom, above 0; need not be whole
 */
export function chiSquareTail(x: number, degrees: number): number {
  return upperGamma(degrees / 2, x / 2);
}

/** Chance that a standard normal variable is further from 0 than `z`: the square of one is chi-square. */
export function normalTwoSided(z: number): number {
  return chiSquareTail(z * z, 1);
}

/**
 * The z that a standard normal variable exceeds in absolute value with chance `p`, by bisection: 1.96 for 0.05.
 * @param p in (0, 1]
 */
export function normalQuantileTwoSided(p: number): number {
  let low = 0;
  let high = 40;
  while (high - low > 1e-12 * (1 + low)) {
    const middle = (low + high) / 2;
    if (normalTwoSided(middle) > p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Chance that Kolmogorov's limiting statistic is above `x` (Kolmogorov 1933, Smirnov 1948). Of its two series the one
 * that converges fast is summed: 2 sum (-1)^(k-1) exp(-2 k^2 x^2), or its Jacobi theta transform for small x.
 * @param x at least 0
 */
export function kolmogorovTail(x: number): number {
  if (x <= 0.04) return 1;
  let sum = 0;
  if (x < 1) {
    for (let k = 1; k < 40; k += 2) sum += Math.exp((-k * k * Math.PI * Math.PI) / (8 * x * x));
    return Math.min(1, Math.max(0, 1 - (Math.sqrt(2 * Math.PI) / x) * sum));
  }
  for (let k = 1; k < 20; k++) sum += (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * x * x);
  return Math.min(1, Math.max(0, 2 * sum));
}
