-- A contact that happened although the rules forbade it: which rule, in words, and why it happened.
ALTER TABLE "activity"
  ADD COLUMN "against_rule" TEXT,
  ADD COLUMN "against_words" TEXT,
  ADD COLUMN "override_reason" TEXT;
ALTER TABLE "activity" ADD CONSTRAINT "activity_override_is_whole"
  CHECK (("against_rule" IS NULL) = ("against_words" IS NULL) AND ("against_rule" IS NULL) = ("override_reason" IS NULL));
