import {
  generatePortfolio,
  type PortfolioOptions,
  portfolioHeader,
} from "../../packages/ml-core/src/generator/portfolio.ts";
import { csvLine } from "../../packages/ml-core/src/table/csv-write.ts";

/** A generated portfolio as the text of a CSV file. */
export function portfolioCsv(options: PortfolioOptions): string {
  let text = csvLine(portfolioHeader);
  for (const { cells } of generatePortfolio(options)) text += csvLine(cells);
  return text;
}
