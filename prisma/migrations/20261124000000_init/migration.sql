-- CreateEnum
CREATE TYPE "Role" AS ENUM ('ADMIN', 'AGENT');

-- CreateEnum
CREATE TYPE "Book" AS ENUM ('SAMPLE', 'REAL');

-- CreateEnum
CREATE TYPE "Treatment" AS ENUM ('HOLD', 'REMINDER', 'SETTLEMENT_OFFER', 'LEGAL_ACTION');

-- CreateEnum
CREATE TYPE "LoanState" AS ENUM ('OPEN', 'FINISHED', 'GONE');

-- CreateEnum
CREATE TYPE "DatasetState" AS ENUM ('AWAITING_MAPPING', 'IMPORTING', 'IMPORTED', 'FAILED');

-- CreateEnum
CREATE TYPE "Coverage" AS ENUM ('FULL', 'PARTIAL');

-- CreateEnum
CREATE TYPE "JobKind" AS ENUM ('IMPORT', 'TRAIN', 'DECIDE');

-- CreateEnum
CREATE TYPE "JobState" AS ENUM ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED');

-- CreateEnum
CREATE TYPE "RunKind" AS ENUM ('LIVE', 'BACK_TEST');

-- CreateEnum
CREATE TYPE "RunState" AS ENUM ('BUILDING', 'READY', 'FAILED');

-- CreateEnum
CREATE TYPE "SampleState" AS ENUM ('PENDING', 'LOADED', 'REMOVED', 'SKIPPED');

-- CreateTable
CREATE TABLE "borrower" (
    "id" BIGSERIAL NOT NULL,
    "book" "Book" NOT NULL,
    "external_id" TEXT NOT NULL,
    "name" TEXT,
    "phone" TEXT,
    "email" TEXT,
    "time_zone" TEXT,

    CONSTRAINT "borrower_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "loan" (
    "id" BIGSERIAL NOT NULL,
    "book" "Book" NOT NULL,
    "external_id" TEXT NOT NULL,
    "borrower_id" BIGINT NOT NULL,
    "source" TEXT NOT NULL,
    "state" "LoanState" NOT NULL,
    "current_snapshot_id" BIGINT NOT NULL,

    CONSTRAINT "loan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "loan_snapshot" (
    "id" BIGSERIAL NOT NULL,
    "dataset_id" INTEGER NOT NULL,
    "row_number" INTEGER NOT NULL,
    "loan_id" BIGINT NOT NULL,
    "borrower_id" BIGINT NOT NULL,
    "as_of" DATE NOT NULL,
    "age" DOUBLE PRECISION,
    "gender" TEXT,
    "employment_type" TEXT,
    "monthly_income" DECIMAL,
    "num_dependents" DOUBLE PRECISION,
    "loan_amount" DECIMAL,
    "loan_tenure" DOUBLE PRECISION,
    "interest_rate" DOUBLE PRECISION,
    "loan_type" TEXT,
    "collateral_value" DECIMAL,
    "outstanding" DECIMAL,
    "monthly_emi" DECIMAL,
    "payment_history" TEXT,
    "num_missed_payments" DOUBLE PRECISION,
    "days_past_due" DOUBLE PRECISION,
    "collection_attempts" DOUBLE PRECISION,
    "collection_method" TEXT,
    "legal_action_taken" TEXT,
    "recovery_status" TEXT,
    "outcome" SMALLINT,
    "outcome_date" DATE,
    "attributes" JSONB,

    CONSTRAINT "loan_snapshot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dataset" (
    "id" SERIAL NOT NULL,
    "book" "Book" NOT NULL,
    "file_name" TEXT NOT NULL,
    "state" "DatasetState" NOT NULL,
    "byte_size" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "coverage" "Coverage" NOT NULL,
    "as_of" DATE,
    "preview" JSONB,
    "mapping" JSONB,
    "row_count" INTEGER,
    "loan_count" INTEGER,
    "open_count" INTEGER,
    "finished_count" INTEGER,
    "reject_count" INTEGER,
    "gone_count" INTEGER,
    "failure" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "imported_at" TIMESTAMPTZ(3),
    "created_by" TEXT,
    "job_id" UUID,

    CONSTRAINT "dataset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "upload_chunk" (
    "dataset_id" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "upload_chunk_pkey" PRIMARY KEY ("dataset_id","sequence")
);

-- CreateTable
CREATE TABLE "dataset_reject" (
    "id" BIGSERIAL NOT NULL,
    "dataset_id" INTEGER NOT NULL,
    "row_number" INTEGER NOT NULL,
    "column" TEXT,
    "value" TEXT,
    "reason" TEXT NOT NULL,
    "whole_row" BOOLEAN NOT NULL,

    CONSTRAINT "dataset_reject_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "model" (
    "id" SERIAL NOT NULL,
    "book" "Book" NOT NULL,
    "version" INTEGER NOT NULL,
    "classifier" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "report" JSONB NOT NULL,
    "review" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT,
    "job_id" UUID,

    CONSTRAINT "model_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "model_file" (
    "model_id" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "model_file_pkey" PRIMARY KEY ("model_id")
);

-- CreateTable
CREATE TABLE "policy" (
    "id" SERIAL NOT NULL,
    "version" INTEGER NOT NULL,
    "bands" JSONB NOT NULL,
    "note" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT,

    CONSTRAINT "policy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "decision_run" (
    "id" SERIAL NOT NULL,
    "book" "Book" NOT NULL,
    "kind" "RunKind" NOT NULL,
    "state" "RunState" NOT NULL,
    "model_id" INTEGER NOT NULL,
    "policy_id" INTEGER NOT NULL,
    "loan_count" INTEGER,
    "borrower_count" INTEGER,
    "unknown_outstanding" INTEGER,
    "summary" JSONB,
    "failure" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "activated_at" TIMESTAMPTZ(3),
    "created_by" TEXT,
    "job_id" UUID,

    CONSTRAINT "decision_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "decision" (
    "run_id" INTEGER NOT NULL,
    "loan_id" BIGINT NOT NULL,
    "revision" INTEGER NOT NULL,
    "borrower_id" BIGINT NOT NULL,
    "snapshot_id" BIGINT NOT NULL,
    "risk_score" DOUBLE PRECISION NOT NULL,
    "segment" SMALLINT,
    "treatment" "Treatment" NOT NULL,
    "priority" DOUBLE PRECISION NOT NULL,
    "outstanding" DECIMAL,
    "days_past_due" DOUBLE PRECISION,
    "is_lead" BOOLEAN NOT NULL,
    "out_of_bag" BOOLEAN NOT NULL,
    "outcome" SMALLINT,

    CONSTRAINT "decision_pkey" PRIMARY KEY ("run_id","loan_id","revision")
) PARTITION BY LIST ("run_id");

-- CreateTable
CREATE TABLE "installation" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "active_run_id" INTEGER,
    "policy_id" INTEGER,
    "sample_model_id" INTEGER,
    "real_model_id" INTEGER,
    "sample_state" "SampleState" NOT NULL,
    "auth_secret" TEXT NOT NULL,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job" (
    "id" UUID NOT NULL,
    "kind" "JobKind" NOT NULL,
    "state" "JobState" NOT NULL,
    "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "message" TEXT NOT NULL DEFAULT '',
    "input" JSONB NOT NULL,
    "failure" TEXT,
    "subject_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "created_by" TEXT,

    CONSTRAINT "job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT,
    "detail" JSONB,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "role" "Role" NOT NULL DEFAULT 'AGENT',
    "disabled" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "token" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "user_id" TEXT NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limit" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "last_request" BIGINT NOT NULL,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "borrower_book_external_id_key" ON "borrower"("book", "external_id");

-- CreateIndex
CREATE INDEX "loan_borrower_id_idx" ON "loan"("borrower_id");

-- CreateIndex
CREATE UNIQUE INDEX "loan_book_external_id_key" ON "loan"("book", "external_id");

-- CreateIndex
CREATE INDEX "loan_snapshot_loan_id_as_of_idx" ON "loan_snapshot"("loan_id", "as_of");

-- CreateIndex
CREATE UNIQUE INDEX "loan_snapshot_dataset_id_row_number_key" ON "loan_snapshot"("dataset_id", "row_number");

-- CreateIndex
CREATE INDEX "dataset_sha256_idx" ON "dataset"("sha256");

-- CreateIndex
CREATE INDEX "dataset_reject_dataset_id_id_idx" ON "dataset_reject"("dataset_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "model_version_key" ON "model"("version");

-- CreateIndex
CREATE UNIQUE INDEX "model_job_id_key" ON "model"("job_id");

-- CreateIndex
CREATE UNIQUE INDEX "policy_version_key" ON "policy"("version");

-- CreateIndex
CREATE INDEX "job_created_at_id_idx" ON "job"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_key" ON "session"("token");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "account_user_id_idx" ON "account"("user_id");

-- CreateIndex
CREATE INDEX "verification_identifier_idx" ON "verification"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "rate_limit_key_key" ON "rate_limit"("key");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- AddForeignKey
ALTER TABLE "loan" ADD CONSTRAINT "loan_borrower_id_fkey" FOREIGN KEY ("borrower_id") REFERENCES "borrower"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "upload_chunk" ADD CONSTRAINT "upload_chunk_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dataset_reject" ADD CONSTRAINT "dataset_reject_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_file" ADD CONSTRAINT "model_file_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decision_run" ADD CONSTRAINT "decision_run_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "model"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decision_run" ADD CONSTRAINT "decision_run_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "policy"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- What Prisma cannot say.

ALTER TABLE "decision" ADD CONSTRAINT "decision_risk_score_is_a_probability" CHECK ("risk_score" >= 0 AND "risk_score" <= 1);
ALTER TABLE "loan_snapshot" ADD CONSTRAINT "loan_snapshot_outcome_is_binary" CHECK ("outcome" IN (0, 1));
ALTER TABLE "installation" ADD CONSTRAINT "installation_is_one_row" CHECK ("id" = 1);
ALTER TABLE "installation" ADD FOREIGN KEY ("active_run_id") REFERENCES "decision_run" ("id");
ALTER TABLE "installation" ADD FOREIGN KEY ("policy_id") REFERENCES "policy" ("id");
ALTER TABLE "installation" ADD FOREIGN KEY ("sample_model_id") REFERENCES "model" ("id") ON DELETE SET NULL;
ALTER TABLE "installation" ADD FOREIGN KEY ("real_model_id") REFERENCES "model" ("id") ON DELETE SET NULL;

-- Look-ups by the beginning of an id, as people type it.
CREATE INDEX "borrower_external_id_prefix" ON "borrower" (lower("external_id") text_pattern_ops);
CREATE INDEX "loan_external_id_prefix" ON "loan" (lower("external_id") text_pattern_ops);

-- Facts do not change.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% rows are never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER "policy_is_immutable" BEFORE UPDATE OR DELETE ON "policy" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "audit_event_is_immutable" BEFORE UPDATE OR DELETE ON "audit_event" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "model_is_immutable" BEFORE UPDATE ON "model" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "loan_snapshot_is_immutable" BEFORE UPDATE ON "loan_snapshot" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "decision_is_immutable" BEFORE UPDATE ON "decision" FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- A session that ends, however it ends, closes its open sockets.
CREATE FUNCTION announce_session_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('session_ended', OLD."id");
  RETURN OLD;
END $$;
CREATE TRIGGER "session_end_is_announced" AFTER DELETE ON "session" FOR EACH ROW EXECUTE FUNCTION announce_session_end();

-- Chunks are read once and thrown away: compressing them takes longer than writing them.
ALTER TABLE "upload_chunk" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;
