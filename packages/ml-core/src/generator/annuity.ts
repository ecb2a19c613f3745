/**
 * The equal monthly instalment of an annuity loan, P r / (1 - (1 + r)^-n), in the currency of the amount.
 * @param amount P, the amount lent, > 0
 * @param annualRate in percent per year; 0 gives amount / months
 * @param months n, >= 1
 */
export function monthlyInstalment(amount: number, annualRate: number, months: number): number {
  const rate = annualRate / 1200;
  if (rate === 0) return amount / months;
  return (amount * rate) / -Math.expm1(-months * Math.log1p(rate));
}

/**
 * What is still owed after `paid` of `months` instalments: P ((1+r)^n - (1+r)^k) / ((1+r)^n - 1).
 * @param annualRate in percent per year
 */
export function balanceAfter(amount: number, annualRate: number, months: number, paid: number): number {
  const rate = annualRate / 1200;
  if (rate === 0) return amount * (1 - paid / months);
  const whole = Math.expm1(months * Math.log1p(rate));
  return (amount * (whole - Math.expm1(paid * Math.log1p(rate)))) / whole;
}
