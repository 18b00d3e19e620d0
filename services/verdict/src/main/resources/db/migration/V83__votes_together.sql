-- Votes that wait for the same commit are cast by one statement (ADR 0154). Every batch takes its rows in the order of their voters and the tallies
-- last, in the order of their keys, so that batches of several replicas never wait for each other in a circle. cast_vote stays for replicas of the
-- version before this one; both may run side by side.

-- votes: [{subject, voter, kind, choice, at (microseconds since 1970), expected (null for any), key (null for none), digest}]; n counts them from 1
-- status as in cast_vote; own_choice and own_revision are the ballot as it stands after the vote.
create function cast_votes(p_votes jsonb) returns table (
  n bigint, status text, before text, choice text, revision bigint, own_choice text, own_revision bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  v record;
  ballot vote%rowtype;
  asked vote_request%rowtype;
  next_revision bigint;
  changes jsonb[] := '{}';
begin
  for v in
    select r.*, timestamptz 'epoch' + r.at * interval '1 microsecond' as cast_at, s.slug is not null as known
    from rows from (jsonb_to_recordset(p_votes) as (
      subject text, voter text, kind text, choice text, at bigint, expected bigint, key text, digest text))
      with ordinality as r(subject, voter, kind, choice, at, expected, key, digest, n)
    left join subject s on s.slug = r.subject
    order by r.voter, r.n
  loop
    if not v.known then
      return query select v.n, 'no_subject', 'withdrawn', 'withdrawn', 0::bigint, 'withdrawn', 0::bigint;
      continue;
    end if;
    if v.key is not null then
      insert into vote_request (voter, key, digest, choice, revision, made_at) values (v.voter, v.key, v.digest, 'withdrawn', 0, v.cast_at)
      on conflict do nothing;
      if not found then
        select * into asked from vote_request r where r.voter = v.voter and r.key = v.key;
        select * into ballot from vote b where b.subject = v.subject and b.voter = v.voter;
        return query select v.n, case when asked.digest = v.digest then 'replayed' else 'key_reused' end, asked.choice, asked.choice, asked.revision,
          coalesce(ballot.choice, 'withdrawn'), coalesce(ballot.revision, 0);
        continue;
      end if;
    end if;
    select * into ballot from vote b where b.subject = v.subject and b.voter = v.voter for update;
    if not found then
      insert into vote (subject, voter, voter_kind, choice, revision, cast_at)
      values (v.subject, v.voter, v.kind, 'withdrawn', 0, v.cast_at) on conflict do nothing;
      select * into ballot from vote b where b.subject = v.subject and b.voter = v.voter for update;
    end if;
    if v.expected is not null and v.expected <> ballot.revision then
      delete from vote_request r where r.voter = v.voter and r.key = v.key;
      return query select v.n, 'stale', ballot.choice, ballot.choice, ballot.revision, ballot.choice, ballot.revision;
      continue;
    end if;
    next_revision := ballot.revision + (ballot.choice <> v.choice)::int;
    if ballot.choice <> v.choice then
      update vote b set choice = v.choice, revision = next_revision, cast_at = v.cast_at where b.subject = v.subject and b.voter = v.voter;
      changes := changes || jsonb_build_object('subject', v.subject, 'voter', v.voter, 'kind', v.kind, 'choice', v.choice, 'revision', next_revision,
        'at', v.cast_at, 'ship', (v.choice = 'ship')::int - (ballot.choice = 'ship')::int,
        'skip', (v.choice = 'skip')::int - (ballot.choice = 'skip')::int);
    end if;
    if v.key is not null then
      update vote_request r set choice = v.choice, revision = next_revision where r.voter = v.voter and r.key = v.key;
    end if;
    return query select v.n, case when ballot.choice = v.choice then 'unchanged' else 'changed' end, ballot.choice, v.choice, next_revision, v.choice,
      next_revision;
  end loop;
  with changed as (
    select * from jsonb_to_recordset(to_jsonb(changes)) as c(
      subject text, voter text, kind text, choice text, revision bigint, at timestamptz, ship int, skip int)),
  logged as (
    insert into vote_log (vote_id, subject, voter, voter_kind, choice, revision, cast_at)
    select cast(md5('vote/' || subject || '/' || voter || '/' || revision) as uuid)::text, subject, voter, kind, choice, revision, at from changed
    returning position),
  marked as (
    insert into vote_unsealed select 'subject', position from logged)
  insert into vote_tally as t (subject, voter_kind, slot, ship, skip)
  select subject, kind, abs(hashtext(voter) % 16), sum(ship), sum(skip) from changed group by 1, 2, 3 order by 1, 2, 3
  on conflict (subject, voter_kind, slot) do update set ship = t.ship + excluded.ship, skip = t.skip + excluded.skip;
end $$;

-- Rates of many keys by one statement, in the order of the keys; the same rule as before (ITU-T I.371). wait: microseconds, 0 when one was taken.
create function take_rates(p_takes jsonb) returns table (n bigint, wait bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  t record;
  present timestamptz;
  free_at timestamptz;
begin
  for t in
    select r.n, r.key, r.gap * interval '1 microsecond' as gap, r.span * interval '1 microsecond' as span
    from rows from (jsonb_to_recordset(p_takes) as (key text, gap bigint, span bigint)) with ordinality as r(key, gap, span, n)
    order by r.key, r.n
  loop
    present := clock_timestamp();
    insert into rate_limit as r (key, due) values (t.key, present + t.gap)
    on conflict (key) do update set due = greatest(r.due, present) + t.gap where greatest(r.due, present) + t.gap <= present + t.span;
    if found then
      return query select t.n, 0::bigint;
    else
      select r.due into free_at from rate_limit r where r.key = t.key;
      return query select t.n, greatest(1, (extract(epoch from (free_at - present) + t.gap - t.span) * 1000000)::bigint);
    end if;
  end loop;
end $$;
