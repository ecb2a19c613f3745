/** What --help prints. */
export const usage = `loan-recovery: how likely is each loan not to be paid back, and what to do about it

  loan-recovery doctor <csv> [--report report.json]
      what to check first: how the columns are understood, how old the loans are, which columns know the outcome,
      whether there is a signal; each number with the command that gives it again
  loan-recovery profile <csv> [--model model.lrm] [--report report.json]
      what each column looks like and what it tells of the outcome; with --json also the data of the plots
      (risk is the model's, or out-of-bag of one trained on the way where the file has up to 10,000 rows)
  loan-recovery run <csv> --out scored.csv [--policy policy.json] [--reasons] [--report report.json]
      train on the loans with an outcome and score every loan of the same file
      (a loan that was trained on is scored out-of-bag)
  loan-recovery train <csv> --model model.lrm [--report report.json]
  loan-recovery score <csv> --model model.lrm --out scored.csv [--policy policy.json] [--reasons] [--report report.json]
      --reasons adds the three weightiest reasons of each score (classifiers with trees have some);
      --policy {"bands": [{"treatment": "REMINDER", "from": 0, "fromInclusive": true}, ...]} instead of the
      usual rule: above 0.75 LEGAL_ACTION, from 0.5 SETTLEMENT_OFFER, below REMINDER
  loan-recovery compare <csv> --classifiers random-forest,gradient-boosting[,...] [--report report.json]
      the out-of-sample results of each on the same loans and folds, and which differ by more than noise
  loan-recovery drift --reference a.csv --current b.csv [--model model.lrm] [--report report.json]
      what has changed beyond noise, column by column; with a model its features and its scores
  loan-recovery generate --rows N --out portfolio.csv [--truth truth.csv] [--kind history|current]
                         [--seed 42] [--signal 0..1] [--missing 0..1] [--as-of YYYY-MM-DD]
      a made-up portfolio; --truth writes the true probability of every loan

what the file means
  --target COLUMN        the outcome; without it, found by name and values
  --positive VALUE,...   the values of it that mean "not recovered"; the others then mean "recovered"
  --id COLUMN            the id that is written beside each score (loan and borrower)
  --group COLUMN         the borrower; loans of one borrower are never on both sides of a test
  --date COLUMN          the day on which a row was true; --date-order day|month where 03/04/2025 is not clear
  --ignore COLUMN,...    not to be learned from
  --allow COLUMN,...     to be learned from in spite of the leak guard; marks the model as not fit for use

how it runs
  --classifier random-forest (or gradient-boosting, logistic-regression, mljs-random-forest)
  --settings NAME=NUMBER,...   of the classifier, such as trees=200,minLeaf=20
  --seed 42   --threads N   --json (one object on stdout)   --quiet (only errors on stderr)

exit codes: 0 done; 1 the data were refused, one line says why and what to do; 2 wrong usage
`;
