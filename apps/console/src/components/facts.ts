/** In words for people; the API's names stay as they are. */
export const factLabels = {
  DISPUTED: "Disputed",
  BANKRUPT: "Bankrupt",
  DECEASED: "Deceased",
  VULNERABLE: "Vulnerable",
  HARDSHIP: "Hardship",
  CEASE_COMMUNICATION: "Asked us to cease communication",
  ATTORNEY: "Represented by an attorney",
  BREATHING_SPACE: "Breathing space",
};
type Fact = keyof typeof factLabels;
export const facts = Object.keys(factLabels) as Fact[];
