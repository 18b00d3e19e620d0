-- What was last published of each model's parity on a route, so that only what is new is published.
create table parity_news (
  key text primary key,
  data jsonb not null,
  published_at timestamptz not null
);
