-- By whom and how consent was learned. The borrower's own columns stay what the rules look at: files write them, too.
CREATE TABLE "consent_change" (
    "id" BIGSERIAL NOT NULL,
    "borrower_id" BIGINT NOT NULL,
    "channel" TEXT NOT NULL,
    "given" BOOLEAN,
    "source" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "consent_change_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "consent_change_borrower_id_channel_id_idx" ON "consent_change"("borrower_id", "channel", "id");
CREATE TRIGGER "consent_change_is_immutable" BEFORE UPDATE ON "consent_change" FOR EACH ROW EXECUTE FUNCTION refuse_change();
