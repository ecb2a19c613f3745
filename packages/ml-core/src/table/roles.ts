import { plainName } from "./names.ts";

/** What a column is for, and when its content becomes known. Only "feature" may be learned from by default. */
export type Role =
  | "identifier"
  | "outcome"
  | "feature"
  | "protected"
  | "known-after-treatment"
  | "personal"
  | "date";

export type ColumnType = "text" | "number" | "money" | "integer" | "date" | "category" | "flag";

/** A column of ours. The names are the headers of the public loan-recovery file, plus personal data and dates. */
export interface CanonicalColumn {
  readonly name: string;
  readonly role: Role;
  readonly type: ColumnType;
  readonly required: boolean;
  /** Smallest value that makes sense; a smaller one is rejected. */
  readonly min?: number;
  /** Largest value that makes sense; a larger one is rejected. */
  readonly max?: number;
}

function column(
  name: string,
  role: Role,
  type: ColumnType,
  bounds: { min?: number; max?: number } = {},
): CanonicalColumn {
  return { name, role, type, required: name === "Loan_ID", ...bounds };
}

/** Without a Borrower_ID every loan counts as a borrower of its own. */
export const canonicalColumns: readonly CanonicalColumn[] = [
  column("Borrower_ID", "identifier", "text"),
  column("Age", "protected", "number", { min: 0, max: 150 }),
  column("Gender", "protected", "category"),
  column("Employment_Type", "feature", "category"),
  column("Monthly_Income", "feature", "money"),
  column("Num_Dependents", "protected", "integer", { min: 0, max: 1000 }),
  column("Loan_ID", "identifier", "text"),
  column("Loan_Amount", "feature", "money", { min: 0 }),
  column("Loan_Tenure", "feature", "number", { min: 0 }),
  column("Interest_Rate", "feature", "number", { min: -100, max: 10_000 }),
  column("Loan_Type", "feature", "category"),
  column("Collateral_Value", "feature", "money", { min: 0 }),
  column("Outstanding_Loan_Amount", "feature", "money"),
  column("Monthly_EMI", "feature", "money", { min: 0 }),
  column("Payment_History", "feature", "category"),
  column("Num_Missed_Payments", "feature", "integer", { min: 0 }),
  column("Days_Past_Due", "feature", "integer", { min: 0 }),
  column("Recovery_Status", "outcome", "category"),
  column("Collection_Attempts", "known-after-treatment", "integer", { min: 0 }),
  column("Collection_Method", "known-after-treatment", "category"),
  column("Legal_Action_Taken", "known-after-treatment", "category"),
  column("Borrower_Name", "personal", "text"),
  column("Phone", "personal", "text"),
  column("Email", "personal", "text"),
  column("Time_Zone", "personal", "text"),
  column("Consent_Call", "personal", "flag"),
  column("Consent_SMS", "personal", "flag"),
  column("Consent_Email", "personal", "flag"),
  column("Consent_Letter", "personal", "flag"),
  column("Consent_Visit", "personal", "flag"),
  column("Disputed", "personal", "flag"),
  column("Bankrupt", "personal", "flag"),
  column("Deceased", "personal", "flag"),
  column("Vulnerable", "personal", "flag"),
  column("Hardship", "personal", "flag"),
  column("Cease_Communication", "personal", "flag"),
  column("Attorney", "personal", "flag"),
  column("Breathing_Space", "personal", "flag"),
  column("As_Of_Date", "date", "date"),
  column("Outcome_Date", "date", "date"),
];

const byName = new Map(canonicalColumns.map((canonical) => [canonical.name, canonical]));
const byPlainName = new Map(canonicalColumns.map((canonical) => [plainName(canonical.name), canonical]));

/** The canonical column of exactly this name, or undefined. */
export function findCanonical(name: string): CanonicalColumn | undefined {
  return byName.get(name);
}

/** The canonical column of this name in any spelling (`borrower id`, `BorrowerId`), or undefined. */
export function findCanonicalByPlainName(name: string): CanonicalColumn | undefined {
  return byPlainName.get(plainName(name));
}

// Tried from top to bottom on the words of a name, each with a space on either side.
const patterns: readonly (readonly [Role, RegExp])[] = [
  // A forecast made before treatment is no leak, whatever it forecasts.
  ["feature", / (expected|estimated|predicted|projected|forecast) /],
  ["personal", / (date of birth|birth ?date|dob|e ?mail|phone|telephone|mobile|cell|whats ?app|fax) /],
  ["personal", / (ssn|social security|aadha+r|passport|pan (no|number|card)|tax id|iban) /],
  ["personal", / (street|address|ip addr|time ?zone|surname) /],
  [
    "personal",
    / (first|last|full|middle|given|family|maiden|borrower|customer|client|debtor|applicant) name /,
  ],
  ["personal", /^ name $/],
  ["protected", / (gender|sex|marital|married|marriage|spouse|religio(n|us)|caste|races?|racial) /],
  [
    "protected",
    / (ethnic(ity)?|nationality|national origin|citizen(ship)?|foreign worker|immigra(nt|tion)) /,
  ],
  ["protected", / (disab(ility|led)|handicap(ped)?|pregnan(t|cy)|sexual orientation|veteran|mother tongue) /],
  ["protected", / (geschlecht|familienstand|staatsangehorigkeit|kinder|alter) /],
  ["personal", / (geburtsdatum|strasse|straße|telefon(nummer)?|nachname|vorname) /],
  ["protected", / (dependents?|dependants?|children|kids|birth year|year of birth|political|trade union) /],
  [
    "feature",
    / (loan|account|acct|credit|vehicle|car|oldest|file|debt|property|asset|house|building|business) age | age of /,
  ],
  ["protected", / age( (in )?(years?|yrs)| group| band| bucket| range)? $/],
  ["outcome", /^ (is )?(not |fully |not fully )recovered $/],
  ["known-after-treatment", / (charged? ?off|charge ?offs|wr(ote|ite|itten) ?(off|down|offs|downs)) /],
  ["known-after-treatment", / (recovered|recoveries|unrecovered|amount collected|collected amount|cured?) /],
  [
    "known-after-treatment",
    / recover(y|ies) (amount|amt|rate|ratio|percent|pct|date|method|strategy|level|channel|agent|agency|fees?|cost|costs|action|stage|team|officer) /,
  ],
  [
    "known-after-treatment",
    / (actual|final|realised|realized|net|gross|total|post) (recovery|recoveries|loss|losses) /,
  ],
  ["known-after-treatment", / (loss given default|lgd|loss amount|loss severity|realised loss|net loss) /],
  ["known-after-treatment", / (settlements?|settled|debt settlement) /],
  [
    "known-after-treatment",
    / collections? (attempts?|methods?|calls?|strategy|agency|agent|date|status|stage|outcome|result|channel|action|recovery|fees?|costs?) /,
  ],
  [
    "known-after-treatment",
    / (collector|debt collectors?|contact attempts?|call attempts?|attempts? made|calls made) /,
  ],
  [
    "known-after-treatment",
    / (legal (action|status|stage|notice|proceedings?|escalation|case|costs?|fees?|expenses?)|lawsuits?|litigation|court|judge?ment date) /,
  ],
  ["known-after-treatment", / (repossess(ed|ion)|foreclos(ed|ure)|garnish(ed|ment)|auction(ed)?) /],
  [
    "known-after-treatment",
    / (closed|closing|closure|resolution|resolved|payoff|pay off|paid off) (date|dt|on|at|reason) /,
  ],
  [
    "known-after-treatment",
    / (last (pymnt|payment) (d|date|dt|amnt|amount|amt)|total (pymnt|rec)( \w+)*|hardship) /,
  ],
  ["known-after-treatment", / (treatment|promise to pay|ptp) /],
  ["outcome", / (recovery (status|outcome|result)|(final )?outcome|loan (status|outcome|result)) /],
  [
    "outcome",
    /^ (is )?(defaulted|default|loan default|default (flag|status|ind|indicator)|target|label|bad|good bad) $/,
  ],
  ["date", / (date|dt|timestamp|datetime|as of|yyyymm|year month) /],
  [
    "identifier",
    / (id|ids|uuid|guid|identifier|row number|index|(account|acct|loan|customer|client|contract|card|agreement|reference|ref|serial) (no|nr|num|number|code|key)) /,
  ],
  ["identifier", /^ unnamed \d+ $/],
];

/**
 * The role of a column by its name: exactly for canonical columns in any spelling, by patterns for foreign ones.
 * Names that say nothing are features; the leak guard then looks at the values.
 */
export function roleOf(columnName: string): Role {
  const canonical = findCanonicalByPlainName(columnName);
  if (canonical !== undefined) return canonical.role;
  const words = ` ${plainName(columnName)} `;
  for (const [role, pattern] of patterns) {
    if (pattern.test(words)) return role;
  }
  return "feature";
}
