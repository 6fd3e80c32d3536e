-- What was read out of a file has its place in it now; what older drafts say of theirs is left out.
UPDATE publishing_manuscripts SET read_out = '[]';
