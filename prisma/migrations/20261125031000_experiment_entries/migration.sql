-- A million borrowers enter in the transaction that puts a run in force: checking a key for each takes most of its time.
ALTER TABLE "experiment_borrower" DROP CONSTRAINT "experiment_borrower_experiment_id_fkey";
