-- Who planned an experiment, where that was a person: somebody else has to start it. Null for older plans and tokens.
ALTER TABLE "experiment" ADD COLUMN "created_by_id" TEXT;
