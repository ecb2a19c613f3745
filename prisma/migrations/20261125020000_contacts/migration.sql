-- Holds come from people, and from files whose newest row says so.
ALTER TABLE "hold" ADD COLUMN "source" TEXT NOT NULL DEFAULT 'person';
ALTER TABLE "hold" ADD CONSTRAINT "hold_source_is_known" CHECK ("source" IN ('person', 'import'));

-- Null: not known whether the borrower agreed to be contacted that way.
ALTER TABLE "borrower"
  ADD COLUMN "consent_call" BOOLEAN,
  ADD COLUMN "consent_sms" BOOLEAN,
  ADD COLUMN "consent_email" BOOLEAN,
  ADD COLUMN "consent_letter" BOOLEAN,
  ADD COLUMN "consent_visit" BOOLEAN;

CREATE TYPE "Direction" AS ENUM ('OUTBOUND', 'INBOUND');

CREATE TABLE "activity" (
    "id" BIGSERIAL NOT NULL,
    "borrower_id" BIGINT NOT NULL,
    "loan_id" BIGINT NOT NULL,
    "channel" TEXT NOT NULL,
    "direction" "Direction" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "result" TEXT NOT NULL,
    "note" TEXT,
    "promise_amount" DECIMAL,
    "promise_day" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "activity_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "activity_borrower_id_at_idx" ON "activity"("borrower_id", "at");
CREATE TRIGGER "activity_is_immutable" BEFORE UPDATE ON "activity" FOR EACH ROW EXECUTE FUNCTION refuse_change();
