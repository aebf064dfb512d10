create table data_key (
  tenant_id uuid not null,
  data_key_id uuid not null,
  wrapped bytea not null,
  -- Which key-encryption key wraps it, by fingerprint.
  wrapping_key text collate "C" not null,
  sealed_count bigint not null default 0,
  created_at timestamptz not null default now(),
  retired_at timestamptz,
  constraint data_key_pkey primary key (tenant_id, data_key_id),
  constraint data_key_tenant_fkey foreign key (tenant_id) references tenant (tenant_id)
);
comment on table data_key is 'The keys that seal a tenant''s secrets, each wrapped by a key that is not in the database.';
-- One key seals at a time.
create unique index data_key_current on data_key (tenant_id) where retired_at is null;

create table secret (
  tenant_id uuid not null,
  namespace namespace_name not null,
  key text collate "C" not null,
  description text,
  tags jsonb not null default '[]',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint secret_pkey primary key (tenant_id, namespace, key),
  constraint secret_key_form check (key ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,254}$'),
  constraint secret_tenant_fkey foreign key (tenant_id) references tenant (tenant_id)
);
comment on table secret is 'The index of secrets: what is known of each but its value.';
create index secret_by_key on secret (tenant_id, key, namespace);

create table secret_version (
  tenant_id uuid not null,
  namespace namespace_name not null,
  key text collate "C" not null,
  version integer not null,
  data_key_id uuid not null,
  sealed bytea not null,
  created_at timestamptz not null default now(),
  constraint secret_version_pkey primary key (tenant_id, namespace, key, version),
  constraint secret_version_counts_from_one check (version >= 1),
  constraint secret_version_secret_fkey foreign key (tenant_id, namespace, key)
    references secret (tenant_id, namespace, key) on delete cascade,
  constraint secret_version_data_key_fkey foreign key (tenant_id, data_key_id)
    references data_key (tenant_id, data_key_id)
);
comment on table secret_version is 'Sealed values: AES-256-GCM, bound to tenant, namespace, key and version.';
create index secret_version_data_key on secret_version (tenant_id, data_key_id);
