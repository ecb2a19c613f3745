-- One admin alone cannot switch the second pair of eyes off: the first asks, another agrees.
ALTER TABLE "installation" ADD COLUMN "four_eyes_off_asked_by" TEXT;
ALTER TABLE "installation" ADD COLUMN "four_eyes_off_asked_by_id" TEXT;

ALTER TABLE "policy_draft" ADD COLUMN "job_id" UUID;
