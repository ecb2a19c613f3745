-- Policies name their own treatments.
ALTER TABLE "decision" ALTER COLUMN "treatment" TYPE TEXT USING "treatment"::text;
DROP TYPE "Treatment";

ALTER TABLE "decision"
  ADD COLUMN "is_held_lead" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "facts" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "rule" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "expected_net_recovery" DOUBLE PRECISION,
  ADD COLUMN "change_number" INTEGER NOT NULL DEFAULT 0;

ALTER TABLE "decision_run" ADD COLUMN "change_number" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "installation" ADD COLUMN "four_eyes" BOOLEAN NOT NULL DEFAULT true;

-- A policy is more than its bands. Older versions decide as they did: what they leave out is filled in when read.
ALTER TABLE "policy"
  ADD COLUMN "rules" JSONB,
  ADD COLUMN "approved_by" TEXT,
  ADD COLUMN "simulation" JSONB,
  ADD COLUMN "changes" JSONB;
ALTER TABLE "policy" DISABLE TRIGGER "policy_is_immutable";
UPDATE "policy" SET "rules" = jsonb_build_object('bands', "bands");
ALTER TABLE "policy" ENABLE TRIGGER "policy_is_immutable";
ALTER TABLE "policy" ALTER COLUMN "rules" SET NOT NULL, DROP COLUMN "bands";

CREATE TYPE "DraftState" AS ENUM ('DRAFT', 'IN_REVIEW', 'APPROVED', 'REJECTED', 'WITHDRAWN', 'PUBLISHED');

CREATE TABLE "policy_draft" (
    "id" SERIAL NOT NULL,
    "state" "DraftState" NOT NULL,
    "rules" JSONB NOT NULL,
    "note" TEXT NOT NULL,
    "author_id" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "base_version" INTEGER,
    "simulation" JSONB,
    "run_id" INTEGER,
    "change_number" INTEGER,
    "reviewer" TEXT,
    "reviewed_at" TIMESTAMPTZ(3),
    "review_note" TEXT,
    "publish_at" TIMESTAMPTZ(3),
    "failure" TEXT,
    "policy_id" INTEGER,

    CONSTRAINT "policy_draft_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "policy_draft" ADD CONSTRAINT "policy_draft_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "policy"("id") ON DELETE SET NULL ON UPDATE CASCADE;

CREATE TABLE "hold" (
    "id" BIGSERIAL NOT NULL,
    "borrower_id" BIGINT NOT NULL,
    "loan_id" BIGINT,
    "fact" TEXT NOT NULL,
    "last_day" DATE,
    "note" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,

    CONSTRAINT "hold_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "hold_borrower_id_idx" ON "hold"("borrower_id");
