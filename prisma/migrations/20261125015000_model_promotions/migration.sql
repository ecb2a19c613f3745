ALTER TABLE "decision_run" ADD COLUMN "awaits_review" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "model_promotion" (
    "id" SERIAL NOT NULL,
    "state" "DraftState" NOT NULL,
    "model_id" INTEGER NOT NULL,
    "note" TEXT,
    "author_id" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "run_id" INTEGER NOT NULL,
    "base_run_id" INTEGER,
    "base_change" INTEGER NOT NULL DEFAULT 0,
    "reviewer" TEXT,
    "reviewed_at" TIMESTAMPTZ(3),
    "review_note" TEXT,

    CONSTRAINT "model_promotion_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "model_promotion" ADD CONSTRAINT "model_promotion_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "model"("id") ON DELETE CASCADE ON UPDATE CASCADE;
