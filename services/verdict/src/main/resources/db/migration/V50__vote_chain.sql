-- Votes are cast by one statement; every entry of the two logs is chained by day before it leaves for Kafka (ADR 0121).

-- What no chain holds yet: the only rows here that are ever deleted.
create table vote_unsealed (
  source text not null check (source in ('subject', 'pair')),
  position bigint not null,
  primary key (source, position)
);

create table vote_chain (
  day date not null,
  sequence bigint not null check (sequence >= 1),
  source text not null check (source in ('subject', 'pair')),
  position bigint not null,
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  relayed_at timestamptz,
  primary key (day, sequence),
  unique (source, position)
);
create index vote_chain_unrelayed on vote_chain (day, sequence) where relayed_at is null;

create function refuse_chain_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (old.day, old.sequence, old.source, old.position, old.hash) = (new.day, new.sequence, new.source, new.position, new.hash) then
    return new;
  end if;
  raise exception 'vote_chain is append-only' using errcode = 'integrity_constraint_violation';
end $$;
create trigger vote_chain_append_only before update or delete on vote_chain for each row execute function refuse_chain_change();

-- The outbox is the chain now; the log itself never changes.
insert into vote_unsealed (source, position) select 'subject', position from vote_log;
insert into vote_unsealed (source, position) select 'pair', position from pair_vote_log;
drop index vote_log_unrelayed;
alter table vote_log drop column relayed_at;
create trigger vote_log_append_only before update or delete on vote_log for each row execute function refuse_change();

-- Idempotency keys: the answer to the first request with a key is the answer to all of them.
create table vote_request (
  voter text not null,
  key text not null,
  digest text not null,
  choice text not null,
  revision bigint not null,
  made_at timestamptz not null,
  primary key (voter, key)
);
create index vote_request_made on vote_request (made_at);

-- status: changed, unchanged, replayed, stale (another revision than expected), key_reused, no_subject.
create function cast_vote(
  p_subject text, p_voter text, p_kind text, p_choice text, p_at timestamptz, p_expected bigint, p_key text, p_digest text,
  out status text, out before text, out choice text, out revision bigint)
language plpgsql as $$
declare
  ballot vote%rowtype;
  asked vote_request%rowtype;
  logged bigint;
begin
  perform 1 from subject where slug = p_subject;
  if not found then status := 'no_subject'; return; end if;
  if p_key is not null then
    insert into vote_request (voter, key, digest, choice, revision, made_at) values (p_voter, p_key, p_digest, 'withdrawn', 0, p_at)
    on conflict do nothing;
    if not found then
      select * into asked from vote_request r where r.voter = p_voter and r.key = p_key;
      status := case when asked.digest = p_digest then 'replayed' else 'key_reused' end;
      before := asked.choice; choice := asked.choice; revision := asked.revision;
      return;
    end if;
  end if;
  insert into vote (subject, voter, voter_kind, choice, revision, cast_at)
  values (p_subject, p_voter, p_kind, 'withdrawn', 0, p_at) on conflict do nothing;
  select * into ballot from vote v where v.subject = p_subject and v.voter = p_voter for update;
  before := ballot.choice; choice := ballot.choice; revision := ballot.revision;
  if p_expected is not null and p_expected <> ballot.revision then
    status := 'stale';
    delete from vote_request r where r.voter = p_voter and r.key = p_key;
    return;
  end if;
  status := 'unchanged';
  if ballot.choice <> p_choice then
    status := 'changed'; choice := p_choice; revision := ballot.revision + 1;
    update vote v set choice = p_choice, revision = ballot.revision + 1, cast_at = p_at where v.subject = p_subject and v.voter = p_voter;
    insert into vote_log (vote_id, subject, voter, voter_kind, choice, revision, cast_at)
    values (cast(md5('vote/' || p_subject || '/' || p_voter || '/' || (ballot.revision + 1)) as uuid)::text, p_subject, p_voter, p_kind, p_choice,
      ballot.revision + 1, p_at) returning position into logged;
    insert into vote_unsealed values ('subject', logged);
    insert into vote_tally as t (subject, voter_kind, slot, ship, skip)
    values (p_subject, p_kind, abs(hashtext(p_voter) % 16), (p_choice = 'ship')::int - (ballot.choice = 'ship')::int,
      (p_choice = 'skip')::int - (ballot.choice = 'skip')::int)
    on conflict (subject, voter_kind, slot) do update set ship = t.ship + excluded.ship, skip = t.skip + excluded.skip;
  end if;
  if p_key is not null then
    update vote_request r set choice = cast_vote.choice, revision = cast_vote.revision where r.voter = p_voter and r.key = p_key;
  end if;
end $$;

-- The same for a pair; the pair exists.
create function cast_pair_vote(
  p_battle text, p_voter text, p_kind text, p_choice text, p_left text, p_at timestamptz, p_expected bigint, p_key text, p_digest text,
  out status text, out before text, out choice text, out revision bigint)
language plpgsql as $$
declare
  ballot pair_vote%rowtype;
  asked vote_request%rowtype;
  logged bigint;
begin
  if p_key is not null then
    insert into vote_request (voter, key, digest, choice, revision, made_at) values (p_voter, p_key, p_digest, 'withdrawn', 0, p_at)
    on conflict do nothing;
    if not found then
      select * into asked from vote_request r where r.voter = p_voter and r.key = p_key;
      status := case when asked.digest = p_digest then 'replayed' else 'key_reused' end;
      before := asked.choice; choice := asked.choice; revision := asked.revision;
      return;
    end if;
  end if;
  insert into pair_vote (battle, voter, voter_kind, choice, left_subject, revision, cast_at)
  values (p_battle, p_voter, p_kind, 'withdrawn', p_left, 0, p_at) on conflict do nothing;
  select * into ballot from pair_vote v where v.battle = p_battle and v.voter = p_voter for update;
  before := ballot.choice; choice := ballot.choice; revision := ballot.revision;
  if p_expected is not null and p_expected <> ballot.revision then
    status := 'stale';
    delete from vote_request r where r.voter = p_voter and r.key = p_key;
    return;
  end if;
  status := 'unchanged';
  if ballot.choice <> p_choice then
    status := 'changed'; choice := p_choice; revision := ballot.revision + 1;
    update pair_vote v set choice = p_choice, revision = ballot.revision + 1, cast_at = p_at where v.battle = p_battle and v.voter = p_voter;
    insert into pair_vote_log (battle, voter, voter_kind, choice, left_subject, revision, cast_at)
    values (p_battle, p_voter, p_kind, p_choice, ballot.left_subject, ballot.revision + 1, p_at) returning position into logged;
    insert into vote_unsealed values ('pair', logged);
  end if;
  if p_key is not null then
    update vote_request r set choice = cast_pair_vote.choice, revision = cast_pair_vote.revision where r.voter = p_voter and r.key = p_key;
  end if;
end $$;
