import type { Config } from "../config.js";
import type { Money } from "../graphql/types.js";

/** An amount as the API gives it: decimal text with the installation's currency. */
export function money(amount: string | null, { currency }: Pick<Config, "currency">): Money | null {
  return amount === null ? null : { amount, currency };
}
