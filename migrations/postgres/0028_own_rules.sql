-- A school's own rules: not words alone, but words that tell together, heads of columns, shapes
-- of numbers, what is an office's and no fault, and where more is hidden.
ALTER TABLE screening_words RENAME TO screening_own_rules;
-- word, together, label, shape, office, mask
ALTER TABLE screening_own_rules ADD COLUMN form TEXT NOT NULL DEFAULT 'word';
-- What is found by it, or before whom it masks; empty where a form says but one thing.
ALTER TABLE screening_own_rules ADD COLUMN says TEXT NOT NULL DEFAULT '';
