-- Outcomes as they were consumed, the cells that the parity report is folded from, and how far each topic has been consumed.

-- Calls that prove what routing costs: on the house's account, apart from what requests saved.
alter table charge add column purpose text;

create table outcome (
  event_id text primary key,
  observed_at timestamptz not null,
  decision_id text not null,
  tenant text not null,
  route text not null,
  model text not null,
  reference_model text,
  task text not null,
  band text not null check (band in ('easy', 'medium', 'hard', 'unknown')),
  source text not null check (source in ('feedback', 'shadow', 'explicit')),
  -- agree and differ: graded, by whether the judge preferred the same side in both orders; otherwise why there is no grade.
  ended text not null,
  score_millionths bigint,
  served_quarters int,
  reference_quarters int,
  judge text,
  rubric text,
  share double precision,
  seed text,
  served_nano_usd bigint,
  reference_nano_usd bigint,
  proof_nano_usd bigint,
  simulated boolean not null
);
create index outcome_by_decision on outcome (decision_id);
create index outcome_newest on outcome (observed_at desc);

-- Kept in the transaction that writes the outcomes. Scores come in quarters; 'loss' is the reference's less the served one's.
create table parity_cell (
  route text not null,
  simulated boolean not null,
  reference_model text not null,
  rubric text not null,
  seed text not null,
  judge text not null,
  model text not null,
  task text not null,
  band text not null,
  ended text not null,
  loss int not null,
  pairs bigint not null,
  served_quarters bigint not null,
  reference_quarters bigint not null,
  priced bigint not null,
  served_nano_usd numeric not null,
  reference_nano_usd numeric not null,
  proof_nano_usd numeric not null,
  served_squares numeric not null,
  reference_squares numeric not null,
  products numeric not null,
  primary key (route, simulated, reference_model, rubric, seed, judge, model, task, band, ended, loss)
);

create table feedback_cell (
  route text not null,
  simulated boolean not null,
  model text not null,
  grades bigint not null,
  score_millionths bigint not null,
  primary key (route, simulated, model)
);

-- Everything before this offset is stored, or was put aside as a dead letter; kept in the transaction that stores it.
create table topic_position (
  topic text not null,
  partition int not null,
  next_offset bigint not null,
  primary key (topic, partition)
);
