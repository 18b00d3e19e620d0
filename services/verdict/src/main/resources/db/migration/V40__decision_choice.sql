-- How a decision came about beyond its facts and candidates: weights, operating points, wishes, fallbacks, what moved the estimates.
alter table decision add column choice jsonb not null default '{}';
