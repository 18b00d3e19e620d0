-- What the hourly rollup adds up to, by route: the parity report reads it instead of all hours (ADR 0156). Triggers keep it, so that replicas of the
-- version before this one keep it too.
create table savings_total (
  route text not null,
  simulated boolean not null,
  requests numeric not null,
  billed_nano_usd numeric not null,
  reference_nano_usd numeric not null,
  saved_nano_usd numeric not null,
  primary key (route, simulated)
);

create function add_savings() returns trigger language plpgsql as $$
begin
  insert into savings_total as t (route, simulated, requests, billed_nano_usd, reference_nano_usd, saved_nano_usd)
  select route, simulated, sum(requests), sum(billed_nano_usd), sum(reference_nano_usd), sum(saved_nano_usd)
  from added group by route, simulated order by route, simulated
  on conflict (route, simulated) do update set
    requests = t.requests + excluded.requests,
    billed_nano_usd = t.billed_nano_usd + excluded.billed_nano_usd,
    reference_nano_usd = t.reference_nano_usd + excluded.reference_nano_usd,
    saved_nano_usd = t.saved_nano_usd + excluded.saved_nano_usd;
  return null;
end $$;

create function change_savings() returns trigger language plpgsql as $$
begin
  update savings_total t set
    requests = t.requests + d.requests,
    billed_nano_usd = t.billed_nano_usd + d.billed,
    reference_nano_usd = t.reference_nano_usd + d.reference,
    saved_nano_usd = t.saved_nano_usd + d.saved
  from (
    select route, simulated, sum(requests) as requests, sum(billed_nano_usd) as billed, sum(reference_nano_usd) as reference,
      sum(saved_nano_usd) as saved
    from (
      select route, simulated, requests, billed_nano_usd, reference_nano_usd, saved_nano_usd from added
      union all
      select route, simulated, -requests, -billed_nano_usd, -reference_nano_usd, -saved_nano_usd from taken) x
    group by route, simulated order by route, simulated) d
  where t.route = d.route and t.simulated = d.simulated;
  return null;
end $$;

lock table savings_hourly in share row exclusive mode;
insert into savings_total select route, simulated, sum(requests), sum(billed_nano_usd), sum(reference_nano_usd), sum(saved_nano_usd)
from savings_hourly group by route, simulated;
create trigger savings_added after insert on savings_hourly referencing new table as added for each statement execute function add_savings();
create trigger savings_changed after update on savings_hourly referencing new table as added old table as taken
  for each statement execute function change_savings();
