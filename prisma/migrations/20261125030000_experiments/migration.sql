CREATE TYPE "ExperimentState" AS ENUM ('DRAFT', 'RUNNING', 'STOPPED');

CREATE TABLE "experiment" (
    "id" SERIAL NOT NULL,
    "book" "Book" NOT NULL,
    "name" TEXT NOT NULL,
    "state" "ExperimentState" NOT NULL DEFAULT 'DRAFT',
    "share" DOUBLE PRECISION NOT NULL,
    "policy_id" INTEGER,
    "treatments" TEXT[],
    "window_days" INTEGER NOT NULL,
    "minimum_effect" DOUBLE PRECISION NOT NULL,
    "plan" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "started_by" TEXT,
    "stopped_at" TIMESTAMPTZ(3),
    "stopped_by" TEXT,

    CONSTRAINT "experiment_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "experiment_share" CHECK ("share" > 0 AND "share" < 1),
    CONSTRAINT "experiment_has_one_challenger" CHECK (("policy_id" IS NULL) = (coalesce(cardinality("treatments"), 0) > 0))
);
ALTER TABLE "experiment" ADD CONSTRAINT "experiment_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "policy"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- At most one runs in each book.
CREATE UNIQUE INDEX "experiment_one_running" ON "experiment"("book") WHERE "state" = 'RUNNING';

-- What is compared is fixed before it starts.
CREATE FUNCTION refuse_change_of_started_experiment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."state" <> 'DRAFT' AND (NEW."state" = 'DRAFT'
    OR (OLD."book", OLD."name", OLD."share", OLD."policy_id", OLD."treatments", OLD."window_days", OLD."minimum_effect", OLD."plan")
      IS DISTINCT FROM
      (NEW."book", NEW."name", NEW."share", NEW."policy_id", NEW."treatments", NEW."window_days", NEW."minimum_effect", NEW."plan"))
  THEN RAISE EXCEPTION 'an experiment does not change once it has started' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "experiment_is_fixed_once_started" BEFORE UPDATE ON "experiment" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_started_experiment();

CREATE TABLE "experiment_borrower" (
    "experiment_id" INTEGER NOT NULL,
    "borrower_id" BIGINT NOT NULL,
    "arm" SMALLINT NOT NULL,
    "run_id" INTEGER NOT NULL,
    "entered_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "loans" INTEGER NOT NULL,
    "risk" DOUBLE PRECISION NOT NULL,
    "outstanding" DOUBLE PRECISION,
    "cost" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "experiment_borrower_pkey" PRIMARY KEY ("experiment_id", "borrower_id")
);
ALTER TABLE "experiment_borrower" ADD CONSTRAINT "experiment_borrower_experiment_id_fkey" FOREIGN KEY ("experiment_id") REFERENCES "experiment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "decision_run" ADD COLUMN "experiment_id" INTEGER;
ALTER TABLE "decision_run" ADD CONSTRAINT "decision_run_experiment_id_fkey" FOREIGN KEY ("experiment_id") REFERENCES "experiment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "decision" ADD COLUMN "arm" SMALLINT;
