/** What may come of a contact. */
export const activityResults = [
  "NO_ANSWER",
  "LEFT_MESSAGE",
  "SENT",
  "CONVERSATION",
  "PROMISE_TO_PAY",
  "REFUSED_TO_PAY",
  "WRONG_NUMBER",
] as const;
export type ActivityResult = (typeof activityResults)[number];

/** Those in which somebody spoke with the borrower. */
export const conversations: readonly ActivityResult[] = ["CONVERSATION", "PROMISE_TO_PAY", "REFUSED_TO_PAY"];
