-- Books one report and leases what there is. The account's row is locked, so that holders take turns.
-- A quarter of what is free is the most that comfort gets; need gets all there is, unless that and what its holder has are too little for any request that
-- waits there: holders that each keep such a piece would wait for one another (ADR 0219). p_least: the smallest amount waited for; 0 when any will do.
create function lease_slice(p_holder text, p_sequence bigint, p_budget text, p_start timestamptz, p_ceiling bigint, p_spent bigint,
  p_reserved bigint, p_needed bigint, p_least bigint, p_wanted bigint, p_done boolean, p_until timestamptz)
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
  if base - used + granted < p_least then
    granted := 0;
  end if;
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

-- As a verdict of the version before calls it while it is being replaced.
create or replace function lease_slice(p_holder text, p_sequence bigint, p_budget text, p_start timestamptz, p_ceiling bigint, p_spent bigint,
  p_reserved bigint, p_needed bigint, p_wanted bigint, p_done boolean, p_until timestamptz)
returns table (r_budget text, r_start timestamptz, r_ceiling bigint, r_cap bigint, r_spent bigint, r_reserved bigint, r_scarce boolean)
language sql as $$
  select * from lease_slice(p_holder, p_sequence, p_budget, p_start, p_ceiling, p_spent, p_reserved, p_needed, 0::bigint, p_wanted, p_done, p_until)
$$;
