import { classifiers } from "../src/models/registry.ts";

/** What --help prints. */
export const usage = `loan-recovery: how likely is each loan not to be paid back, and what to do about it

look at a file
  loan-recovery doctor <csv> [--report report.json]
      what to check first: how the columns are understood, how old the loans are, which columns know the outcome,
      whether there is a signal; each number with the command that gives it again
  loan-recovery profile <csv> [--model model.lrm] [--report report.json]
      what each column looks like and what it tells of the outcome; with --json also the data of the plots
      (risk is the model's, or out-of-bag of one trained on the way where the file has up to 10,000 rows)
  loan-recovery drift --reference a.csv --current b.csv [--model model.lrm] [--report report.json]
      what has changed beyond noise, column by column; with a model its features and its scores

train and score
  loan-recovery run <csv> --out scored.csv [--policy policy.json] [--reasons] [--report report.json]
      train on the loans with an outcome and score every loan of the same file
      (a loan that was trained on is scored out-of-bag)
  loan-recovery train <csv> --model model.lrm [--report report.json]
  loan-recovery score <csv> --model model.lrm --out scored.csv [--policy policy.json] [--reasons]
                      [--report report.json]
  loan-recovery compare <csv> --classifiers random-forest,gradient-boosting[,...] [--report report.json]
      the out-of-sample results of each on the same loans and folds, and which differ by more than noise
  --reasons  adds Reason_1 to Reason_3, the weightiest reasons of each score; empty where every loan has the
             base rate; with trees, some milliseconds for each loan and thread
  --policy   {"bands": [{"treatment": "REMINDER", "from": 0, "fromInclusive": true}, ...]} instead of the usual
             rule: above 0.75 LEGAL_ACTION, from 0.5 to 0.75 SETTLEMENT_OFFER, below 0.5 REMINDER. The file may hold
             all that a policy has (treatments, guardrails, economics, prices of capacity ...); what a rule needs and
             the CSV does not have is said in a note

exchange models with XGBoost
  loan-recovery export-xgboost <model.lrm> --out model.json
      a forest's or boosting's trees for XGBoost: raw probabilities, calibration does not travel
  loan-recovery import-xgboost <model.json> --model model.lrm [--features NAME,...]
      a model that XGBoost trained elsewhere; --features names its features, in their order

make up a portfolio
  loan-recovery generate --rows N --out portfolio.csv [--truth truth.csv] [--kind history|current | --months M]
                         [--seed 42] [--as-of YYYY-MM-DD] [--signal 0..1] [--missing 0..1]
                         [--season 0..1] [--shock 0..1] [--messy]
      finished loans, open ones, or M monthly snapshots of a book; --season and --shock make it drift, --messy
      writes it as lenders do; --truth writes the true probability of every row, and of recovery by treatment

what the file means (all commands that read one)
  --target COLUMN        the outcome; without it, found by name and values
  --positive VALUE,...   the values of it that mean "not recovered"; the others then mean "recovered"
  --id COLUMN            the id that is written beside each score (loan and borrower)
  --group COLUMN         the borrower; loans of one borrower are never on both sides of a test
  --date COLUMN          the day on which a row was true; --date-order day|month where 03/04/2025 is not clear
  --ignore COLUMN,...    not to be learned from
  --allow COLUMN,...     to be learned from in spite of the leak guard; marks the model as not fit for use

how it runs
  --classifier NAME      run, train, doctor: ${Object.keys(classifiers).join(", ")}
  --settings NAME=NUMBER,...   of the classifier, such as trees=200,minLeaf=20; compare: for each that has it
  --class-weight balanced|R,L  run, train, doctor, compare: how much recovered and lost loans count while learning
  --weight COLUMN        run, train, doctor, compare: how much each row counts while learning; never learned from
  --seed 42              run, train, doctor, profile, compare, generate
  --threads N            change the time, never the result; one for each processor
  --json                 one object on stdout instead of words; --report FILE writes the same object
  --quiet                only errors on stderr

exit codes: 0 done; 1 the data were refused, one line says why and what to do; 2 wrong usage
`;
