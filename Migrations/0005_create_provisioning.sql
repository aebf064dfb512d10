create table scim_user (
  tenant_id uuid not null,
  account_id uuid not null,
  integration_id uuid not null,
  user_name text not null,
  user_name_key text collate "C" not null,
  external_id text collate "C",
  display_name_key text collate "C",
  family_name_key text collate "C",
  active boolean not null default true,
  -- The whole resource as the identity provider gave it, but for what the server derives.
  resource jsonb not null,
  revision bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint scim_user_pkey primary key (tenant_id, account_id),
  constraint scim_user_name_key unique (tenant_id, user_name_key),
  constraint scim_user_access_fkey foreign key (tenant_id, account_id)
    references tenant_access (tenant_id, account_id) on delete cascade,
  constraint scim_user_integration_fkey foreign key (tenant_id, integration_id)
    references security_integration (tenant_id, integration_id)
);
comment on table scim_user is 'A user as provisioned by SCIM (RFC 7643 section 4.1), in one tenant by one integration.';
create index scim_user_external on scim_user (tenant_id, integration_id, external_id) where external_id is not null;
create index scim_user_display_name on scim_user (tenant_id, display_name_key) where display_name_key is not null;
create index scim_user_family_name on scim_user (tenant_id, family_name_key) where family_name_key is not null;
create index scim_user_created on scim_user (tenant_id, integration_id, created_at, account_id);
create index scim_user_updated on scim_user (tenant_id, integration_id, updated_at, account_id);

create table scim_email (
  tenant_id uuid not null,
  account_id uuid not null,
  ordinal integer not null,
  value_key text collate "C" not null,
  type text collate "C",
  is_primary boolean not null default false,
  constraint scim_email_pkey primary key (tenant_id, account_id, ordinal),
  constraint scim_email_user_fkey foreign key (tenant_id, account_id)
    references scim_user (tenant_id, account_id) on delete cascade
);
comment on table scim_email is 'The addresses of a provisioned user, for filters: what jsonb cannot index under row security.';
create index scim_email_value on scim_email (tenant_id, value_key);
