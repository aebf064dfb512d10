create table account (
  account_id uuid not null,
  kind text collate "C" not null,
  username text not null,
  username_key text collate "C" not null,
  email text,
  first_name text,
  last_name text,
  description text,
  superadmin boolean not null default false,
  restricted boolean not null default false,
  password_hash text,
  -- The tenant whose integration or administrator made the account; it alone may set the password by provisioning.
  home_tenant_id uuid,
  -- Set: a tenant chose the password, so whoever knows it signs in to that tenant alone. Only the instance may clear it.
  password_tenant_id uuid,
  revision bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint account_pkey primary key (account_id),
  constraint account_kind_known check (kind in ('user', 'service_account')),
  constraint account_username_length check (length(username) between 1 and 320),
  constraint account_service_has_no_password check (kind = 'user' or password_hash is null),
  constraint account_home_tenant_fkey foreign key (home_tenant_id) references tenant (tenant_id),
  constraint account_password_tenant_fkey foreign key (password_tenant_id) references tenant (tenant_id)
);
comment on table account is 'Who may sign in or hold a token, for the whole instance; what it may do is said in each tenant.';

create unique index account_user_name on account (username_key) where kind = 'user';
create unique index account_service_name on account (home_tenant_id, username_key) nulls not distinct
  where kind = 'service_account';

create table session (
  session_id uuid not null,
  digest bytea not null,
  account_id uuid not null,
  impersonator_id uuid,
  source_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  idle_until timestamptz not null,
  expires_at timestamptz not null,
  constraint session_pkey primary key (session_id),
  constraint session_digest_key unique (digest),
  constraint session_digest_length check (octet_length(digest) = 32),
  constraint session_account_fkey foreign key (account_id) references account (account_id) on delete cascade,
  constraint session_impersonator_fkey foreign key (impersonator_id) references account (account_id) on delete cascade
);
comment on table session is 'A sign-in by browser: the cookie is known by its SHA-256 alone.';
create index session_account on session (account_id);
create index session_impersonator on session (impersonator_id) where impersonator_id is not null;
create index session_expiry on session (expires_at);

create table login_attempt (
  subject text collate "C" not null,
  failures integer not null,
  since timestamptz not null,
  locked_until timestamptz,
  lockouts integer not null default 0,
  constraint login_attempt_pkey primary key (subject),
  constraint login_attempt_failures_counted check (failures >= 0 and lockouts >= 0)
);
comment on table login_attempt is 'Failed sign-ins of a user name or of an address prefix, and until when it is locked out.';
create index login_attempt_since on login_attempt (since);
