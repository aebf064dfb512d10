create domain tenant_slug as text collate "C"
  constraint tenant_slug_form check (value ~ '^[a-z0-9][a-z0-9_-]{0,99}$');
comment on domain tenant_slug is 'The name of a tenant in paths.';

create table tenant (
  tenant_id uuid not null,
  slug tenant_slug not null,
  name text not null,
  -- Grows with each change of a role or a binding: what a node holds of the tenant's rights in memory is good for one version.
  access_version bigint not null default 1,
  settings jsonb not null default '{}',
  logo bytea,
  logo_type text,
  revision bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint tenant_pkey primary key (tenant_id),
  -- The nil uuid stands for the instance in audit_event.
  constraint tenant_is_not_the_instance check (tenant_id <> '00000000-0000-0000-0000-000000000000'),
  constraint tenant_name_length check (length(name) between 1 and 255),
  constraint tenant_logo_size check (octet_length(logo) <= 1048576),
  constraint tenant_logo_typed check ((logo is null) = (logo_type is null))
);
comment on table tenant is 'A customer or a team: everything but accounts belongs to one. A deleted tenant stays as a tombstone.';

-- The name is free again once its tenant is deleted.
create unique index tenant_slug_live on tenant (slug) where deleted_at is null;
