-- The challenger may be a model.
ALTER TABLE "experiment" ADD COLUMN "model_id" INTEGER;
ALTER TABLE "experiment" ADD CONSTRAINT "experiment_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "model"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "experiment" DROP CONSTRAINT "experiment_has_one_challenger";
ALTER TABLE "experiment" ADD CONSTRAINT "experiment_has_one_challenger"
  CHECK (num_nonnulls("policy_id", "model_id", nullif(coalesce(cardinality("treatments"), 0), 0)) = 1);

CREATE OR REPLACE FUNCTION refuse_change_of_started_experiment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."state" <> 'DRAFT' AND (NEW."state" = 'DRAFT'
    OR (OLD."book", OLD."name", OLD."share", OLD."policy_id", OLD."model_id", OLD."treatments", OLD."window_days", OLD."minimum_effect", OLD."plan")
      IS DISTINCT FROM
      (NEW."book", NEW."name", NEW."share", NEW."policy_id", NEW."model_id", NEW."treatments", NEW."window_days", NEW."minimum_effect", NEW."plan"))
  THEN RAISE EXCEPTION 'an experiment does not change once it has started' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

-- Of a loan that the challenger's model has scored: what the champion's model says. What keeps it from legal action goes by it.
ALTER TABLE "decision" ADD COLUMN "champion_score" DOUBLE PRECISION;
