-- What the contact rules knew of a borrower before each change, so that a receipt can tell what they said then.
CREATE TABLE "borrower_past" (
    "id" BIGSERIAL NOT NULL,
    "borrower_id" BIGINT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "time_zone" TEXT,
    "has_phone" BOOLEAN NOT NULL,
    "has_email" BOOLEAN NOT NULL,
    "consent_call" BOOLEAN,
    "consent_sms" BOOLEAN,
    "consent_email" BOOLEAN,
    "consent_letter" BOOLEAN,
    "consent_visit" BOOLEAN,

    CONSTRAINT "borrower_past_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "borrower_past_borrower_id_until_idx" ON "borrower_past"("borrower_id", "until");
CREATE TRIGGER "borrower_past_is_immutable" BEFORE UPDATE ON "borrower_past" FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Written here and not by the program, so that an import of a million rows keeps them as a single change does. The
-- clock and not the transaction's start: of two changes the later one has the later time.
CREATE FUNCTION keep_borrower_past() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "borrower_past" ("borrower_id", "until", "time_zone", "has_phone", "has_email", "consent_call", "consent_sms",
    "consent_email", "consent_letter", "consent_visit")
  VALUES (OLD."id", clock_timestamp(), OLD."time_zone", OLD."phone" IS NOT NULL, OLD."email" IS NOT NULL, OLD."consent_call",
    OLD."consent_sms", OLD."consent_email", OLD."consent_letter", OLD."consent_visit");
  RETURN NULL;
END $$;
CREATE TRIGGER "borrower_past_is_kept" AFTER UPDATE ON "borrower" FOR EACH ROW
  WHEN ((OLD."time_zone", OLD."phone" IS NULL, OLD."email" IS NULL, OLD."consent_call", OLD."consent_sms", OLD."consent_email",
      OLD."consent_letter", OLD."consent_visit")
    IS DISTINCT FROM (NEW."time_zone", NEW."phone" IS NULL, NEW."email" IS NULL, NEW."consent_call", NEW."consent_sms",
      NEW."consent_email", NEW."consent_letter", NEW."consent_visit"))
  EXECUTE FUNCTION keep_borrower_past();

-- Since when that is kept: of earlier decisions it is not known.
ALTER TABLE "installation" ADD COLUMN "contact_facts_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
