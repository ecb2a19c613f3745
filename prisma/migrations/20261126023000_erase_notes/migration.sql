-- Free text about a person goes with an erasure; nothing else of an activity ever changes.
CREATE FUNCTION only_erase_activity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."note" IS NULL
    AND (NEW."override_reason" IS NOT DISTINCT FROM OLD."override_reason" OR NEW."override_reason" = 'erased')
    AND to_jsonb(NEW) - 'note' - 'override_reason' = to_jsonb(OLD) - 'note' - 'override_reason'
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'activity rows are never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER "activity_is_immutable" ON "activity";
CREATE TRIGGER "activity_is_immutable" BEFORE UPDATE ON "activity" FOR EACH ROW EXECUTE FUNCTION only_erase_activity();
