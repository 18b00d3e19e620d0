-- The weekly digest. One issue for each ISO week and time zone; addresses are sealed, confirmations are forgotten once sent.

create table digest_issue (
  zone text not null,
  week text not null check (week ~ '^[0-9]{4}-W[0-9]{2}$'),
  from_at timestamptz not null,
  to_at timestamptz not null,
  content jsonb not null,
  -- Nothing happened: recorded, so that it is not made again, but neither shown nor sent.
  quiet boolean not null,
  made_at timestamptz not null,
  primary key (zone, week)
);
create trigger digest_issue_append_only before update or delete on digest_issue for each row execute function refuse_change();

create table digest_subscriber (
  id text primary key,
  address_hash text not null unique,
  address text not null,
  confirmed_at timestamptz not null
);

create table digest_mail (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('confirm', 'issue')),
  subscriber text references digest_subscriber (id) on delete cascade,
  zone text,
  week text,
  -- A confirmation's link, which holds the address sealed.
  sealed text,
  attempts int not null default 0,
  next_at timestamptz not null,
  claimed_until timestamptz,
  made_at timestamptz not null,
  sent_at timestamptz,
  given_up_at timestamptz,
  unique (zone, week, subscriber),
  foreign key (zone, week) references digest_issue (zone, week),
  check ((kind = 'issue') = (week is not null and subscriber is not null)),
  check ((kind = 'confirm') = (sealed is not null))
);
create index digest_mail_due on digest_mail (next_at) where sent_at is null and given_up_at is null;
create index digest_mail_by_subscriber on digest_mail (subscriber);
