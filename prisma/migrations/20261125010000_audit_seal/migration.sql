-- AlterTable
ALTER TABLE "borrower" ADD COLUMN     "erased_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "audit_event" ADD COLUMN     "salt" BYTEA,
ADD COLUMN     "digest" BYTEA;

-- CreateTable
CREATE TABLE "audit_pending" (
    "event_id" BIGINT NOT NULL,
    "digest" BYTEA NOT NULL,

    CONSTRAINT "audit_pending_pkey" PRIMARY KEY ("event_id")
);

-- CreateTable
CREATE TABLE "audit_seal" (
    "number" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "total" INTEGER NOT NULL,
    "leaves" BYTEA NOT NULL,
    "root" BYTEA NOT NULL,
    "previous" BYTEA NOT NULL,
    "sealed_at" TIMESTAMPTZ(3) NOT NULL,
    "head" BYTEA NOT NULL,
    "signature" BYTEA NOT NULL,

    CONSTRAINT "audit_seal_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "audit_key" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "public_key" BYTEA NOT NULL,
    "private_key" BYTEA NOT NULL,

    CONSTRAINT "audit_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "decision_seal" (
    "run_id" INTEGER NOT NULL,
    "block" INTEGER NOT NULL,
    "digest" BYTEA NOT NULL,
    "tags" BYTEA NOT NULL,

    CONSTRAINT "decision_seal_pkey" PRIMARY KEY ("run_id","block")
);

-- CreateIndex
CREATE INDEX "audit_event_subject_idx" ON "audit_event"("subject");

-- CreateIndex
CREATE INDEX "audit_event_action_idx" ON "audit_event"("action");

-- AddForeignKey
ALTER TABLE "decision_seal" ADD CONSTRAINT "decision_seal_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "decision_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- What Prisma cannot say.

ALTER TABLE "audit_key" ADD CONSTRAINT "audit_key_is_one_row" CHECK ("id" = 1);

-- Events of before get their salt and digest here, in the form that apps/api/src/audit/canonical.ts writes.
DROP TRIGGER "audit_event_is_immutable" ON "audit_event";
UPDATE "audit_event" SET "salt" = uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
UPDATE "audit_event" e SET "digest" = sha256(e."salt" || (
  SELECT convert_to(string_agg(coalesce(octet_length(convert_to(f.value, 'UTF8')) || ':' || f.value, '-') || ',', '' ORDER BY f.place), 'UTF8')
  FROM unnest(ARRAY[
    e."id"::text, to_char(e."at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), e."actor", e."action", e."subject", e."detail"::text
  ]) WITH ORDINALITY AS f (value, place)));
ALTER TABLE "audit_event" ALTER COLUMN "digest" SET NOT NULL;
INSERT INTO "audit_pending" ("event_id", "digest") SELECT "id", "digest" FROM "audit_event";

-- The only change that an event allows is its erasure: salt and detail go, the subject becomes the erasure's name.
CREATE FUNCTION refuse_change_but_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."salt" IS NOT NULL AND NEW."salt" IS NULL AND NEW."detail" IS NULL AND NEW."subject" ~ '^erased:[0-9]+$'
    AND (NEW."id", NEW."at", NEW."actor", NEW."action", NEW."digest") = (OLD."id", OLD."at", OLD."actor", OLD."action", OLD."digest")
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'audit_event rows are never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER "audit_event_is_only_erased" BEFORE UPDATE ON "audit_event" FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure();
CREATE TRIGGER "audit_event_is_kept" BEFORE DELETE ON "audit_event" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "audit_event_is_not_emptied" BEFORE TRUNCATE ON "audit_event" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "audit_seal_is_immutable" BEFORE UPDATE OR DELETE ON "audit_seal" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "audit_seal_is_not_emptied" BEFORE TRUNCATE ON "audit_seal" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "audit_key_is_immutable" BEFORE UPDATE OR DELETE ON "audit_key" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "decision_seal_is_immutable" BEFORE UPDATE ON "decision_seal" FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Digests do not compress.
ALTER TABLE "audit_seal" ALTER COLUMN "leaves" SET STORAGE EXTERNAL;
ALTER TABLE "decision_seal" ALTER COLUMN "tags" SET STORAGE EXTERNAL;
