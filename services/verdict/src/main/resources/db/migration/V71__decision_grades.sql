-- A client's grade of a decision: the first one stays, whichever replica of the ingress it came to.
create table decision_grade (
  decision_id text primary key,
  score_millionths bigint not null,
  given_at timestamptz not null default now()
);
