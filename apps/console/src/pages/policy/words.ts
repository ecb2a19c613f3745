/** The API's constants in words, one home each. */

export const modeLabels: Readonly<Record<string, string>> = {
  THRESHOLDS: "By thresholds",
  EXPECTED_VALUE: "By expected value",
};

export const modeSentences: Readonly<Record<string, string>> = {
  THRESHOLDS: "The risk score alone decides: each band of scores has its treatment.",
  EXPECTED_VALUE:
    "For each loan the permitted treatment that is worth most, by the assumptions under Economics. The bands only decide loans of unknown amount.",
};

export const priorityLabels: Readonly<Record<string, string>> = {
  AMOUNT_AT_RISK: "Amount at risk",
  EXPECTED_LOSS: "Expected loss",
  NET_GAIN: "Net gain of acting today",
};

export const prioritySentences: Readonly<Record<string, string>> = {
  AMOUNT_AT_RISK: "Risk times the amount owed. Rests on no assumption.",
  EXPECTED_LOSS:
    "What is expected to be lost if nothing is done, by the assumed recovery without a treatment.",
  NET_GAIN: "What treating today is expected to bring more than waiting, by the assumptions under Economics.",
};

export const channelLabels: Readonly<Record<string, string>> = {
  NONE: "None",
  CALL: "Call",
  SMS: "SMS",
  EMAIL: "E-mail",
  LETTER: "Letter",
  VISIT: "Visit",
};

export const draftStates: Readonly<Record<string, { label: string; color: string }>> = {
  DRAFT: { label: "Draft", color: "gray" },
  IN_REVIEW: { label: "In review", color: "yellow" },
  APPROVED: { label: "Approved", color: "blue" },
  REJECTED: { label: "Rejected", color: "red" },
  WITHDRAWN: { label: "Withdrawn", color: "gray" },
  PUBLISHED: { label: "Published", color: "teal" },
};
