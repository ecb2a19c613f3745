/**
 * Other names of canonical columns, English and German, by their plain words, the surest first. A column is suggested only where its
 * cells fit the target's type as well.
 */
export const synonyms: Readonly<Record<string, readonly string[]>> = {
  Loan_ID: words(
    "loan id|loan no|loan nr|loan number|loan account|loan account number|loan account no|account id|account no|account number|account nr|acct id|acct no|acct number|contract id|contract no|contract number|agreement id|agreement no|agreement number|loan key|loan code|loan ref|loan reference|facility id|lan|member loan id|case id|case number|kredit nr|kreditnr|kreditnummer|darlehensnummer|vertragsnummer",
  ),
  Borrower_ID: words(
    "borrower id|borrower no|borrower number|customer id|customer no|customer nr|customer number|cust id|cust no|client id|client no|client number|debtor id|debtor no|member id|person id|user id|cif|cif no|cif number|applicant id|obligor id|party id|sk id curr|kunden nr|kundennr|kundennummer|kunden id|debitorennummer",
  ),
  Borrower_Name: words(
    "borrower name|customer name|client name|debtor name|full name|name|applicant name|cust name|member name|kundenname",
  ),
  Phone: words(
    "phone|phone number|phone no|telephone|mobile|mobile number|mobile no|cell|cell phone|contact number|contact no|telefon|telefonnummer|handy",
  ),
  Email: words("email|e mail|email address|email id|mail"),
  Time_Zone: words("time zone|timezone|tz"),
  Consent_Call: words("consent call|call consent|phone consent|consent phone|may call|tcpa consent"),
  Consent_SMS: words("consent sms|sms consent|text consent|consent text|sms opt in|may text"),
  Consent_Email: words("consent email|email consent|email opt in|may email"),
  Consent_Letter: words("consent letter|letter consent|mail consent|consent mail"),
  Consent_Visit: words("consent visit|visit consent|field visit consent"),
  Disputed: words("disputed|dispute|is disputed|in dispute|dispute flag"),
  Bankrupt: words("bankrupt|is bankrupt|in bankruptcy|bankruptcy flag|insolvent"),
  Deceased: words("deceased|is deceased|deceased flag"),
  Vulnerable: words("vulnerable|is vulnerable|vulnerability flag|vulnerable customer"),
  Hardship: words("in hardship|hardship flag"),
  Cease_Communication: words("cease communication|cease and desist|do not contact|dnc|no contact"),
  Attorney: words("attorney|has attorney|represented by attorney|attorney flag"),
  Breathing_Space: words("breathing space|in breathing space|moratorium flag"),
  Age: words("age|borrower age|customer age|age years|age in years|applicant age|age yrs|age in yrs|alter"),
  Gender: words("gender|sex|borrower gender|customer gender|geschlecht"),
  Employment_Type: words(
    "employment type|employment|employment status|job type|occupation type|occupation|work type|job|emp type",
  ),
  Monthly_Income: words(
    "monthly income|income monthly|income per month|month income|net monthly income|monthly salary|salary|income|monatliches einkommen|monatseinkommen|nettoeinkommen",
  ),
  Num_Dependents: words(
    "num dependents|number of dependents|no of dependents|dependents|dependants|num dependants|number of dependants|anzahl kinder",
  ),
  Loan_Amount: words(
    "loan amount|loan amt|loan amnt|principal|principal amount|sanctioned amount|sanction amount|disbursed amount|disbursement amount|original amount|original balance|original principal|credit amount|amount financed|amount|kreditbetrag|darlehensbetrag|kreditsumme",
  ),
  Loan_Tenure: words(
    "loan tenure|tenure|tenure months|tenor|term|loan term|term months|duration|duration months|loan duration|time|laufzeit|laufzeit monate|laufzeit in monaten",
  ),
  Interest_Rate: words("interest rate|interest|rate|int rate|roi|rate of interest|annual rate|apr|zinssatz"),
  Loan_Type: words(
    "loan type|product|product type|loan product|product name|loan category|type of loan|facility type|kreditart|darlehensart",
  ),
  Collateral_Value: words(
    "collateral value|collateral|security value|collateral amount|asset value|property value",
  ),
  Outstanding_Loan_Amount: words(
    "outstanding loan amount|outstanding amount|outstanding balance|outstanding|amount outstanding|balance outstanding|current balance|loan balance|balance|principal outstanding|outstanding principal|remaining balance|total outstanding|pos|os amount|amount due|balance due|exposure|restschuld|offener betrag",
  ),
  Monthly_EMI: words(
    "monthly emi|emi|emi amount|installment|instalment|monthly installment|monthly instalment|installment amount|instalment amount|monthly payment|monatsrate|monatliche rate",
  ),
  Payment_History: words("payment history|repayment history|payment behaviour|payment behavior|pay history"),
  Num_Missed_Payments: words(
    "num missed payments|number of missed payments|missed payments|payments missed|missed emis|missed installments|missed instalments|overdue installments|emis overdue|no of missed payments|verpasste raten|ruckstandige raten",
  ),
  Days_Past_Due: words(
    "days past due|dpd|days overdue|overdue days|days late|days in arrears|days delinquent|verzugstage|tage im verzug",
  ),
  Recovery_Status: words(
    "recovery status|recovery outcome|final recovery status|final status|loan outcome|final outcome|outcome|recovery result|loan status|status|account status|default|defaulted|is default|default flag|loan default|fully recovered|recovered|not recovered|is recovered|target|label|bad|good bad|default status|npa|not fully recovered|not fully paid|loan repaid|repaid|ruckzahlungsstatus|zahlungsstatus|ausfall|kreditausfall",
  ),
  Collection_Attempts: words(
    "collection attempts|contact attempts|call attempts|num collection attempts|attempts",
  ),
  Collection_Method: words("collection method|recovery method|collection channel"),
  Legal_Action_Taken: words("legal action taken|legal action|legal flag|legal notice sent"),
  As_Of_Date: words(
    "as of date|as of|as on date|as on|snapshot date|report date|reporting date|statement date|observation date|position date|cut off date|cutoff date|data date|as of month|snapshot month|report month|reporting month|statement month|observation month|performance month|month end|month end date|year month|yyyymm|yyyy mm|reporting period|period|month|stichtag|berichtsmonat|monat",
  ),
  Outcome_Date: words(
    "outcome date|recovery date|resolution date|closed date|closing date|closure date|final date",
  ),
};

function words(list: string): readonly string[] {
  return list.split("|");
}
