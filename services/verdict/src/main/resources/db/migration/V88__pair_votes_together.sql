-- Votes on pairs are cast together as votes on subjects are (ADR 0235), and counted in a tally, as those are.

create table pair_tally (
  battle text primary key references battle (id) on delete cascade,
  first bigint not null,
  second bigint not null,
  tie bigint not null,
  both_bad bigint not null,
  votes bigint not null generated always as (first + second + tie + both_bad) stored
);
-- The pair with the fewest votes is asked for next.
create index pair_tally_by_votes on pair_tally (votes, battle);

-- Nobody votes while the votes are counted for the first time.
lock table battle, pair_vote in share row exclusive mode;
insert into pair_tally (battle, first, second, tie, both_bad)
select b.id, count(*) filter (where v.choice = 'first'), count(*) filter (where v.choice = 'second'), count(*) filter (where v.choice = 'tie'),
  count(*) filter (where v.choice = 'both_bad')
from battle b left join pair_vote v on v.battle = b.id group by b.id;

create function tally_new_pair() returns trigger language plpgsql as $$
begin
  insert into pair_tally (battle, first, second, tie, both_bad) values (new.id, 0, 0, 0, 0);
  return null;
end $$;
create trigger battle_tally after insert on battle for each row execute function tally_new_pair();

-- Whoever changes a ballot otherwise than by cast_pair_votes (a replica of the version before this one, which casts one vote in a transaction) is
-- counted all the same. cast_pair_votes counts a batch at its end, in the order of the pairs.
create function tally_pair_vote() returns trigger language plpgsql as $$
declare
  before text := case when tg_op = 'INSERT' then 'withdrawn' else old.choice end;
  present text := case when tg_op = 'DELETE' then 'withdrawn' else new.choice end;
begin
  update pair_tally t set first = t.first + (present = 'first')::int - (before = 'first')::int,
    second = t.second + (present = 'second')::int - (before = 'second')::int,
    tie = t.tie + (present = 'tie')::int - (before = 'tie')::int,
    both_bad = t.both_bad + (present = 'both_bad')::int - (before = 'both_bad')::int
  where t.battle = case when tg_op = 'DELETE' then old.battle else new.battle end;
  return null;
end $$;
create trigger pair_vote_tally after insert or delete or update of choice on pair_vote for each row
  when (current_setting('signalbox.tallied', true) is distinct from 'on') execute function tally_pair_vote();

-- votes: [{battle, voter, kind, choice, mirrored (the pair's second stands on the left for this voter), at (microseconds since 1970),
-- expected (null for any), key (null for none), digest}]; n counts them from 1
-- status: changed, unchanged, replayed, stale, key_reused, no_pair; own_choice and own_revision are the ballot as it stands after the vote; held:
-- the voter is in quarantine. Rows are taken in the order of voters and pairs and tallies last, as in cast_votes.
create function cast_pair_votes(p_votes jsonb) returns table (
  n bigint, status text, before text, choice text, revision bigint, own_choice text, own_revision bigint, held boolean)
language plpgsql set signalbox.tallied = 'on' as $$
#variable_conflict use_column
declare
  v record;
  ballot pair_vote%rowtype;
  asked vote_request%rowtype;
  next_revision bigint;
  changes jsonb[] := '{}';
begin
  for v in
    select r.*, timestamptz 'epoch' + r.at * interval '1 microsecond' as cast_at, b.id is not null as known,
      case when r.mirrored then b.second_subject else b.first_subject end as left_subject,
      exists (select 1 from quarantined q where q.voter = r.voter) as held
    from rows from (jsonb_to_recordset(p_votes) as (
      battle text, voter text, kind text, choice text, mirrored boolean, at bigint, expected bigint, key text, digest text))
      with ordinality as r(battle, voter, kind, choice, mirrored, at, expected, key, digest, n)
    left join battle b on b.id = r.battle
    order by r.voter, r.battle, r.n
  loop
    if not v.known then
      return query select v.n, 'no_pair', 'withdrawn', 'withdrawn', 0::bigint, 'withdrawn', 0::bigint, v.held;
      continue;
    end if;
    if v.key is not null then
      insert into vote_request (voter, key, digest, choice, revision, made_at) values (v.voter, v.key, v.digest, 'withdrawn', 0, v.cast_at)
      on conflict do nothing;
      if not found then
        select * into asked from vote_request r where r.voter = v.voter and r.key = v.key;
        select * into ballot from pair_vote b where b.battle = v.battle and b.voter = v.voter;
        return query select v.n, case when asked.digest = v.digest then 'replayed' else 'key_reused' end, asked.choice, asked.choice, asked.revision,
          coalesce(ballot.choice, 'withdrawn'), coalesce(ballot.revision, 0), v.held;
        continue;
      end if;
    end if;
    select * into ballot from pair_vote b where b.battle = v.battle and b.voter = v.voter for update;
    if not found then
      insert into pair_vote (battle, voter, voter_kind, choice, left_subject, revision, cast_at)
      values (v.battle, v.voter, v.kind, 'withdrawn', v.left_subject, 0, v.cast_at) on conflict do nothing;
      select * into ballot from pair_vote b where b.battle = v.battle and b.voter = v.voter for update;
    end if;
    if v.expected is not null and v.expected <> ballot.revision then
      delete from vote_request r where r.voter = v.voter and r.key = v.key;
      return query select v.n, 'stale', ballot.choice, ballot.choice, ballot.revision, ballot.choice, ballot.revision, v.held;
      continue;
    end if;
    next_revision := ballot.revision + (ballot.choice <> v.choice)::int;
    if ballot.choice <> v.choice then
      update pair_vote b set choice = v.choice, revision = next_revision, cast_at = v.cast_at where b.battle = v.battle and b.voter = v.voter;
      changes := changes || jsonb_build_object('battle', v.battle, 'voter', v.voter, 'kind', v.kind, 'choice', v.choice, 'before', ballot.choice,
        'left_subject', ballot.left_subject, 'revision', next_revision, 'at', v.cast_at);
    end if;
    if v.key is not null then
      update vote_request r set choice = v.choice, revision = next_revision where r.voter = v.voter and r.key = v.key;
    end if;
    return query select v.n, case when ballot.choice = v.choice then 'unchanged' else 'changed' end, ballot.choice, v.choice, next_revision, v.choice,
      next_revision, v.held;
  end loop;
  with changed as (
    select * from jsonb_to_recordset(to_jsonb(changes)) as c(
      battle text, voter text, kind text, choice text, before text, left_subject text, revision bigint, at timestamptz)),
  logged as (
    insert into pair_vote_log (battle, voter, voter_kind, choice, left_subject, revision, cast_at)
    select battle, voter, kind, choice, left_subject, revision, at from changed
    returning position),
  marked as (
    insert into vote_unsealed select 'pair', position from logged)
  insert into pair_tally as t (battle, first, second, tie, both_bad)
  select battle, sum((choice = 'first')::int - (before = 'first')::int), sum((choice = 'second')::int - (before = 'second')::int),
    sum((choice = 'tie')::int - (before = 'tie')::int), sum((choice = 'both_bad')::int - (before = 'both_bad')::int)
  from changed group by battle order by battle
  on conflict (battle) do update set first = t.first + excluded.first, second = t.second + excluded.second, tie = t.tie + excluded.tie,
    both_bad = t.both_bad + excluded.both_bad;
end $$;
