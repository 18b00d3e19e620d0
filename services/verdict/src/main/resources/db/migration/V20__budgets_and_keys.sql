-- Budgets, the slices of them that replicas hold, and the keys of clients. Nothing on a request's way reads these tables.

-- Revisions must become visible in their order, or a watcher would pass one by: whoever changes something takes this lock first.
create sequence access_revision_seq;
create function next_access_revision() returns bigint language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtext('signalbox-access'));
  return nextval('access_revision_seq');
end $$;

-- Tells a watcher that its revisions are of another database.
create table access_store (id text not null);
insert into access_store values (gen_random_uuid()::text);

create table api_key (
  id text primary key check (id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  tenant text not null,
  label text not null,
  requests_per_minute bigint not null default 0 check (requests_per_minute >= 0),
  tokens_per_minute bigint not null default 0 check (tokens_per_minute >= 0),
  created_at timestamptz not null,
  created_by text not null,
  revoked_at timestamptz,
  revision bigint not null
);
create index api_key_revision on api_key (revision);

-- A rotated key has two for a while. Of the secret itself only its last four characters are kept, for people.
create table api_key_secret (
  sha256 bytea primary key check (length(sha256) = 32),
  key_id text not null references api_key (id),
  last_four text not null,
  created_at timestamptz not null,
  expires_at timestamptz
);
create index api_key_secret_by_key on api_key_secret (key_id);

create table budget (
  id text primary key,
  scope text not null check (scope in ('tenant', 'key', 'route')),
  subject text not null,
  period text not null check (period in ('day', 'month')),
  unit text not null check (unit in ('nano_usd', 'tokens')),
  cap bigint not null check (cap between 0 and 1000000000000000000),
  changed_at timestamptz not null,
  changed_by text not null,
  deleted boolean not null default false,
  revision bigint not null
);
create index budget_revision on budget (revision);
create unique index budget_of on budget (scope, subject, period, unit) where not deleted;

-- Sums over the slices below, kept in the transaction that changes a slice.
create table budget_account (
  budget_id text not null references budget (id),
  period_start timestamptz not null,
  spent bigint not null default 0,
  reserved bigint not null default 0,
  committed bigint not null default 0,
  primary key (budget_id, period_start)
);

-- One row for each process that spends. held: what it may still have used at most.
create table budget_slice (
  budget_id text not null,
  period_start timestamptz not null,
  holder text not null,
  state text not null check (state in ('open', 'closed', 'lapsed')),
  sequence bigint not null,
  ceiling bigint not null,
  spent bigint not null,
  reserved bigint not null,
  held bigint not null,
  scarce boolean not null,
  good_until timestamptz not null,
  primary key (budget_id, period_start, holder),
  foreign key (budget_id, period_start) references budget_account (budget_id, period_start)
);
create index budget_slice_open on budget_slice (good_until) where state = 'open';
create index budget_slice_lapsed on budget_slice (period_start) where state = 'lapsed';

-- Books one report and leases what there is. The account's row is locked, so that holders take turns.
-- A quarter of what is free is the most that comfort gets; need gets all there is.
create function lease_slice(p_holder text, p_sequence bigint, p_budget text, p_start timestamptz, p_ceiling bigint, p_spent bigint,
  p_reserved bigint, p_needed bigint, p_wanted bigint, p_done boolean, p_until timestamptz)
returns table (r_budget text, r_start timestamptz, r_ceiling bigint, r_cap bigint, r_spent bigint, r_reserved bigint, r_scarce boolean)
language plpgsql as $$
declare
  v_cap bigint;
  account budget_account;
  old budget_slice;
  used bigint := p_spent + p_reserved;
  base bigint := greatest(p_ceiling, p_spent + p_reserved);
  free bigint;
  needs bigint;
  wants bigint;
  granted bigint;
  new_held bigint;
begin
  select cap into v_cap from budget where id = p_budget and not deleted;
  if not found then
    return;
  end if;
  insert into budget_account (budget_id, period_start) values (p_budget, p_start) on conflict do nothing;
  select * into account from budget_account a where a.budget_id = p_budget and a.period_start = p_start for update;
  select * into old from budget_slice s where s.budget_id = p_budget and s.period_start = p_start and s.holder = p_holder;
  if old.sequence >= p_sequence then
    return query select p_budget, p_start, old.ceiling, v_cap, account.spent, account.reserved, old.scarce;
    return;
  end if;
  free := greatest(0, v_cap - (account.committed - coalesce(old.held, 0)) - base);
  needs := greatest(0, used + p_needed - base);
  wants := greatest(0, used + p_needed + p_wanted - base);
  granted := case when p_done then 0 else least(free, greatest(needs, least(wants, free / 4))) end;
  new_held := case when p_done then used else base + granted end;
  insert into budget_slice as s (budget_id, period_start, holder, state, sequence, ceiling, spent, reserved, held, scarce, good_until)
  values (p_budget, p_start, p_holder, case when p_done and p_reserved = 0 then 'closed' else 'open' end, p_sequence, base + granted,
    p_spent, p_reserved, new_held, granted < wants, p_until)
  on conflict (budget_id, period_start, holder) do update set
    state = excluded.state, sequence = excluded.sequence, ceiling = excluded.ceiling, spent = excluded.spent,
    reserved = excluded.reserved, held = excluded.held, scarce = excluded.scarce, good_until = excluded.good_until;
  update budget_account a set
    spent = a.spent + p_spent - coalesce(old.spent, 0),
    reserved = a.reserved + p_reserved - coalesce(old.reserved, 0),
    committed = a.committed + new_held - coalesce(old.held, 0)
  where a.budget_id = p_budget and a.period_start = p_start
  returning a.* into account;
  return query select p_budget, p_start, base + granted, v_cap, account.spent, account.reserved, granted < wants;
end $$;

-- Whose process settled a charge, and the parts of a charge that had several.
alter table charge add column holder text;
alter table charge add column lines jsonb;
create index charge_by_holder on charge (holder, charged_at) where holder is not null;

-- What the ledger has of a holder's use of one budget.
create function ledger_use(p_budget budget, p_start timestamptz, p_holder text) returns bigint language sql stable as $$
  select coalesce(sum(case p_budget.unit when 'nano_usd' then c.billed_nano_usd else c.input_tokens + c.output_tokens end), 0)::bigint
  from charge c
  where c.holder = p_holder and c.charged_at >= p_start
    and c.charged_at < p_start + case p_budget.period when 'day' then interval '1 day' else interval '1 month' end
    and case p_budget.scope when 'tenant' then c.tenant when 'key' then c.key_id else c.route end = p_budget.subject
$$;

-- Slices of processes that fell silent: their room goes back, and what they used is what the ledger says, also when its last events come late.
create function settle_lapsed_slices(p_now timestamptz) returns int language plpgsql as $$
declare
  s budget_slice;
  b budget;
  used bigint;
  changed int := 0;
begin
  for s in
    select * from budget_slice x
    where x.state = 'open' and x.good_until < p_now or x.state = 'lapsed' and x.period_start > p_now - interval '33 days'
    order by x.budget_id, x.period_start, x.holder
  loop
    perform 1 from budget_account a where a.budget_id = s.budget_id and a.period_start = s.period_start for update;
    select * into s from budget_slice x where x.budget_id = s.budget_id and x.period_start = s.period_start and x.holder = s.holder;
    continue when s.state = 'closed' or s.state = 'open' and s.good_until >= p_now;
    select * into b from budget where id = s.budget_id;
    used := greatest(s.spent, ledger_use(b, s.period_start, s.holder));
    continue when s.state = 'lapsed' and used = s.spent;
    update budget_account a set
      spent = a.spent + used - s.spent,
      reserved = a.reserved - s.reserved,
      committed = a.committed + used - s.held
    where a.budget_id = s.budget_id and a.period_start = s.period_start;
    update budget_slice x set state = 'lapsed', ceiling = used, spent = used, reserved = 0, held = used
    where x.budget_id = s.budget_id and x.period_start = s.period_start and x.holder = s.holder;
    changed := changed + 1;
  end loop;
  return changed;
end $$;

-- Processes that watch keys and budgets: each takes its share of a key's rate.
create table access_watcher (
  holder text primary key,
  seen_at timestamptz not null
);
