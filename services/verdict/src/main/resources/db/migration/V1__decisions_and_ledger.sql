-- Decisions and charges as they were consumed, by month; the rollup that pages read; the inbox that makes consumption idempotent.

create table event_inbox (
  topic text not null,
  event_id text not null,
  seen_at timestamptz not null default now(),
  primary key (topic, event_id)
);
create index event_inbox_seen_at on event_inbox (seen_at);

create sequence decision_seq;
create table decision (
  decided_at timestamptz not null,
  decision_id text not null,
  seq bigint not null default nextval('decision_seq'),
  tenant text not null,
  key_id text,
  route text not null,
  mode text not null,
  model text not null,
  reference_model text not null,
  reason text not null,
  reason_code text not null,
  simulated boolean not null,
  dry_run boolean not null,
  pool_version text not null,
  classifier_status text not null,
  classifier_version text,
  task text,
  complexity double precision,
  classifier_micros bigint not null,
  facts jsonb not null,
  candidates jsonb not null
) partition by range (decided_at);
create index decision_newest on decision (decided_at desc, decision_id desc);
create index decision_by_id on decision (decision_id);
create index decision_by_model on decision (model, decided_at desc, decision_id desc);
create index decision_by_route on decision (route, decided_at desc, decision_id desc);
create index decision_by_tenant on decision (tenant, decided_at desc, decision_id desc);
create index decision_by_seq on decision (seq);
create table decision_default partition of decision default;

create sequence charge_seq;
create table charge (
  charged_at timestamptz not null,
  event_id text not null,
  seq bigint not null default nextval('charge_seq'),
  decision_id text not null,
  request_id text not null,
  trace_id text,
  tenant text not null,
  key_id text,
  route text not null,
  model text not null,
  reference_model text not null,
  simulated boolean not null,
  billed_nano_usd bigint not null,
  reference_nano_usd bigint not null,
  saved_nano_usd bigint not null,
  input_tokens bigint not null,
  cached_input_tokens bigint not null,
  output_tokens bigint not null,
  images bigint not null,
  usage_source text not null,
  outcome text not null,
  attempts bigint not null,
  price_version text not null,
  check (saved_nano_usd = reference_nano_usd - billed_nano_usd)
) partition by range (charged_at);
create index charge_by_decision on charge (decision_id);
create index charge_by_seq on charge (seq);
create table charge_default partition of charge default;

-- Kept in the transaction that writes the ledger; small, because neither tenant nor key is in it.
create table savings_hourly (
  hour timestamptz not null,
  route text not null,
  model text not null,
  simulated boolean not null,
  day date generated always as ((hour at time zone 'UTC')::date) stored,
  requests bigint not null,
  billed_nano_usd bigint not null,
  reference_nano_usd bigint not null,
  saved_nano_usd bigint not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  primary key (hour, route, model, simulated)
);

-- Makes the UTC months from the given one on; a month whose rows already fell into the default partition stays there.
create function ensure_month_partitions(parent text, first_month date, months int) returns int language plpgsql as $$
declare
  made int := 0;
  month date;
  name text;
begin
  perform pg_advisory_xact_lock(hashtext('signalbox-partitions'));
  for i in 0 .. months - 1 loop
    month := (date_trunc('month', first_month::timestamp) + make_interval(months => i))::date;
    name := parent || '_' || to_char(month, 'YYYY_MM');
    if to_regclass(name) is null then
      begin
        execute format('create table %I partition of %I for values from (%L) to (%L)', name, parent,
          month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
        made := made + 1;
      exception when check_violation then
        raise warning 'partition % is not made: its rows are in the default partition', name;
      end;
    end if;
  end loop;
  return made;
end $$;

select ensure_month_partitions('decision', (now() at time zone 'UTC')::date - 31, 5);
select ensure_month_partitions('charge', (now() at time zone 'UTC')::date - 31, 5);
