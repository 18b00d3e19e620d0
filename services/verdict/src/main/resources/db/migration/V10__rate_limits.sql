-- Rate limits that replicas share. Unlogged: after a crash they begin anew.
create unlogged table rate_limit (
  key text primary key,
  due timestamptz not null
);
create index rate_limit_due on rate_limit (due);
