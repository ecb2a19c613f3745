import { expect, test } from "vitest";
import { detectDialect, readSample } from "./csv-detect.ts";
import { canonicalColumns } from "./roles.ts";
import { suggestMapping } from "./suggest-mapping.ts";

function suggestFor(text: string) {
  const bytes = Buffer.from(text);
  const dialect = detectDialect(bytes);
  return suggestMapping(readSample(bytes, dialect), dialect);
}

/** From the file's column names to what they are taken for. */
function targets(text: string): Record<string, string> {
  return Object.fromEntries(suggestFor(text).columns.map(({ name, target }) => [name, target]));
}

const codes = (text: string) => suggestFor(text).questions.map(({ code }) => code);

test("our own names are found in any spelling", () => {
  for (const spell of [
    String,
    (name: string) => name.toUpperCase(),
    (name: string) => name.replaceAll("_", " ").toLowerCase(),
    (name: string) => name.replaceAll("_", ""),
    (name: string) => `  ${name.replaceAll("_", "-")} `,
  ]) {
    // Without separators, only capitals tell the words apart; EMI has nothing but capitals.
    const ours = canonicalColumns.map(({ name }) => name).filter((name) => name !== "Monthly_EMI");
    const { columns } = suggestFor(`${ours.map(spell).join(",")}\n`);
    expect(columns.map(({ target }) => target)).toEqual(ours);
  }
});

test("other names for our columns are found where the cells fit", () => {
  const text =
    "customer_id,Account Number,Loan Amount (INR),Interest Rate (% p.a.),Term (months),DPD,Current Balance,Sex,Outcome,Snapshot Date (dd/mm/yyyy)\n" +
    'C1,A1,"12,34,567.50",7.5,36,0,100,F,Recovered,30/04/2025\nC1,A2,"1,00,000",8,24,30,50,M,Written Off,30/04/2025\n';
  expect(targets(text)).toEqual({
    customer_id: "Borrower_ID",
    "Account Number": "Loan_ID",
    "Loan Amount (INR)": "Loan_Amount",
    "Interest Rate (% p.a.)": "Interest_Rate",
    "Term (months)": "Loan_Tenure",
    DPD: "Days_Past_Due",
    "Current Balance": "Outstanding_Loan_Amount",
    Sex: "Gender",
    Outcome: "Recovery_Status",
    "Snapshot Date (dd/mm/yyyy)": "As_Of_Date",
  });
});

test("amounts in lakhs and terms in years are not taken for ours, which count otherwise", () => {
  const found = targets("Loan ID,Loan Amount (in lakhs),Loan Tenure (years)\n1,2.5,3\n2,4,5\n");
  expect(found["Loan Amount (in lakhs)"]).toBe("attribute");
  expect(found["Loan Tenure (years)"]).toBe("attribute");
});

test("a German file is understood", () => {
  const text =
    "Kunden-Nr.;Kreditnummer;Kreditbetrag (EUR);Zinssatz;Laufzeit (Monate);Restschuld;Geschlecht;Alter;Familienstand;Ausfall\n" +
    "K1;V1;10.000,50;4,75;36;9.000,25;w;41;ledig;1\nK2;V2;1.250;5,5;24;800,10;m;33;verh.;0\n";
  const { columns, mapping } = suggestFor(text);
  expect(columns.map(({ target }) => target)).toEqual([
    "Borrower_ID",
    "Loan_ID",
    "Loan_Amount",
    "Interest_Rate",
    "Loan_Tenure",
    "Outstanding_Loan_Amount",
    "Gender",
    "Age",
    "attribute",
    "Recovery_Status",
  ]);
  expect(columns[8].role).toBe("protected");
  expect(mapping.decimal).toBe(",");
});

test("cells that do not fit keep a column from being taken for ours", () => {
  expect(targets("Loan ID,Amount,Closed Date\nA,big,soon\nB,small,later\n")).toEqual({
    "Loan ID": "Loan_ID",
    Amount: "attribute",
    "Closed Date": "attribute",
  });
});

test("of two columns with one meaning the surer name is taken, and ours before any other", () => {
  expect(targets("balance,outstanding balance,x_id\n1,2,a\n2,3,b\n")).toMatchObject({
    "outstanding balance": "Outstanding_Loan_Amount",
    balance: "attribute",
  });
  expect(targets("status,Recovery_Status\nOpen,Written Off\nClosed,Recovered\n")).toEqual({
    status: "attribute",
    Recovery_Status: "Recovery_Status",
  });
  expect(targets("Loan_ID,loan id\n1,2\n3,4\n")).toEqual({ Loan_ID: "Loan_ID", "loan id": "attribute" });
});

/** Rows of three loans in four months, or of three ids and dates that no month explains. */
const panel = (heading: string, dateOf: (loan: number, month: number) => string) =>
  `Customer No,${heading},Snapshot Date,x\n${[0, 1, 2]
    .flatMap((loan) => [1, 2, 3, 4].map((month) => `C${loan % 2},A${loan},${dateOf(loan, month)},${month}\n`))
    .join("")}`;

test("an id that repeats from month to month is the loan's in a panel, and only there", () => {
  const monthly = (_: number, month: number) => `2025-0${month}-28`;
  for (const heading of ["Account No", "LAN", "loan reference"]) {
    expect(targets(panel(heading, monthly))).toMatchObject({
      "Customer No": "Borrower_ID",
      [heading]: "Loan_ID",
      "Snapshot Date": "As_Of_Date",
    });
    expect(codes(panel(heading, monthly))).not.toContain("no-loan-id");
  }
  const sameDay = () => "2025-01-28";
  expect(targets(panel("Account No", sameDay))["Account No"]).toBe("attribute");
  const noTwoAlike = (loan: number, month: number) => `2025-0${month}-1${loan}`;
  expect(targets(panel("Account No", noTwoAlike))["Account No"]).toBe("attribute");
});

test("months with their year date a panel; a month alone is named, and why it cannot", () => {
  const monthly = (write: (month: number) => string) =>
    panel("Account No", (_, month) => write(month)).replace("Snapshot Date", "Month");
  for (const write of [
    (m: number) => `20250${m}`,
    (m: number) => `2025-0${m}`,
    (m: number) => `0${m}/2025`,
  ]) {
    expect(targets(monthly(write))).toMatchObject({ Month: "As_Of_Date", "Account No": "Loan_ID" });
    expect(codes(monthly(write))).not.toContain("unclear-date");
  }
  const unclear: [(month: number) => string, string][] = [
    [(m) => `${m}`, "A month without its year"],
    [(m) => `${["Jan", "Feb", "Mar", "Apr"][m - 1]}-25`, "what could be its day or its year"],
  ];
  for (const [write, why] of unclear) {
    const { questions } = suggestFor(monthly(write));
    expect(targets(monthly(write)).Month).toBe("attribute");
    expect(questions).toContainEqual(
      expect.objectContaining({
        code: "unclear-date",
        column: "Month",
        message: expect.stringContaining(why),
      }),
    );
  }
  expect(codes("Loan_ID,month,As_Of_Date\n1,4,2025-04-30\n")).not.toContain("unclear-date");
});

test("an only id that never repeats is the loan's, one that repeats is the borrower's", () => {
  expect(targets("customer_id,x\nA,1\nB,2\n").customer_id).toBe("Loan_ID");
  expect(targets("customer_id,x\nA,1\nA,2\n").customer_id).toBe("Borrower_ID");
  expect(targets("ref_id,x\nA,1\nB,2\n").ref_id).toBe("Loan_ID");
});

test("an extra column says whether it holds numbers, a date column how it is written", () => {
  const { mapping } = suggestFor(
    "Loan_ID,score,zip,As_Of_Date\n1,5,01234,03/04/2025\n2,NA,55555,25/04/2025\n",
  );
  expect(mapping.columns).toEqual([
    { index: 0, target: "Loan_ID" },
    { index: 1, target: "attribute", isNumber: true },
    { index: 2, target: "attribute", isNumber: false },
    { index: 3, target: "As_Of_Date", dateOrder: "DAY_FIRST" },
  ]);
});

test("a clean file leaves nothing to ask", () => {
  expect(
    codes("Loan_ID,Recovery_Status,As_Of_Date\n1,Recovered,2025-04-30\n2,Written Off,2025-04-30\n"),
  ).toEqual([]);
});

test("what a file leaves open is asked, with the answers to choose from", () => {
  const text =
    "x;Outcome;As_Of_Date;1.234\na;Recovered;03/04/2025;1.234\na;Banana;04/05/2025;2.345\n\n ; ; ; \nshort\n";
  const { questions } = suggestFor(text);
  expect(questions.map(({ code, column, options }) => ({ code, column, options }))).toEqual([
    { code: "no-header", column: null, options: [] },
    { code: "ragged-rows", column: null, options: [] },
    { code: "no-loan-id", column: null, options: ["ROW_NUMBER"] },
    { code: "outcome-values", column: "Outcome", options: ["RECOVERED", "NOT_RECOVERED", "UNRESOLVED"] },
    { code: "date-order", column: "As_Of_Date", options: ["DAY_FIRST", "MONTH_FIRST"] },
    { code: "decimal-separator", column: null, options: [".", ","] },
  ]);
  expect(questions[1].message).toContain("1 of the first");
  expect(questions[3].message).toContain('"Banana"');
  expect(questions[4].message).toContain("03/04/2025");
  expect(questions[5].message).toContain("1.234");
});

test("an empty file, one without rows and one without an outcome are told", () => {
  expect(codes("")).toEqual(["empty-file"]);
  expect(codes("Loan_ID,Recovery_Status\n")).toEqual(["empty-file"]);
  expect(codes("Loan_ID,x\n1,2\n")).toEqual(["no-outcome"]);
});

test("ten thousand columns are looked at quickly", () => {
  const header = Array.from({ length: 10_000 }, (_, i) => `col_${i}`).join(",");
  const row = Array.from({ length: 10_000 }, (_, i) => i).join(",");
  const start = performance.now();
  expect(suggestFor(`${header}\n${row}\n${row}\n`).columns.length).toBe(10_000);
  expect(performance.now() - start).toBeLessThan(5000);
});
