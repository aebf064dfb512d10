create table tenant_access (
  tenant_id uuid not null,
  account_id uuid not null,
  kind text collate "C" not null,
  username text not null,
  username_key text collate "C" not null,
  display_name text not null,
  active boolean not null default true,
  -- Grows when the account joins or leaves a group of the tenant, as `tenant.access_version` does for all. It begins with the time:
  -- who comes back after their access ended must not find the rights that a node still holds in memory for an earlier version.
  access_version bigint not null default (extract(epoch from clock_timestamp()) * 1000000)::bigint,
  created_at timestamptz not null default now(),
  constraint tenant_access_pkey primary key (tenant_id, account_id),
  constraint tenant_access_kind_known check (kind in ('user', 'service_account')),
  constraint tenant_access_tenant_fkey foreign key (tenant_id) references tenant (tenant_id),
  constraint tenant_access_account_fkey foreign key (account_id) references account (account_id) on delete cascade
);
comment on table tenant_access is 'Which accounts a tenant knows, with the names it shows them by.';
create unique index tenant_access_name on tenant_access (tenant_id, kind, username_key);
create index tenant_access_account on tenant_access (account_id);

create table security_integration (
  tenant_id uuid not null,
  integration_id uuid not null,
  name text not null,
  type text collate "C" not null,
  profile text collate "C" not null default 'strict',
  description text not null default '',
  enabled boolean not null default true,
  service_account_id uuid not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint security_integration_pkey primary key (tenant_id, integration_id),
  constraint security_integration_name_length check (length(name) between 1 and 255),
  constraint security_integration_type_known check (type in ('SCIM')),
  constraint security_integration_profile_known check (profile in ('strict', 'entra', 'okta')),
  constraint security_integration_account_fkey foreign key (tenant_id, service_account_id)
    references tenant_access (tenant_id, account_id)
);
comment on table security_integration is 'An identity provider that provisions the users and groups of a tenant.';

create table api_token (
  token_id text collate "C" not null,
  kind text collate "C" not null,
  digest bytea not null,
  account_id uuid not null,
  -- Set: the token is good in this tenant only.
  tenant_id uuid,
  integration_id uuid,
  name text not null,
  description text,
  prefix text not null,
  lifetime interval,
  extended boolean not null default false,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  used_at timestamptz,
  constraint api_token_pkey primary key (token_id),
  constraint api_token_kind_known check (kind in ('personal', 'service_account', 'integration')),
  constraint api_token_digest_length check (octet_length(digest) = 32),
  constraint api_token_name_length check (length(name) between 1 and 255),
  constraint api_token_integration_has_tenant check (integration_id is null or tenant_id is not null),
  constraint api_token_account_fkey foreign key (account_id) references account (account_id) on delete cascade,
  -- A tenant's token is of an account that the tenant knows, and goes when it does not know it any longer.
  constraint api_token_access_fkey foreign key (tenant_id, account_id)
    references tenant_access (tenant_id, account_id) on delete cascade,
  constraint api_token_integration_fkey foreign key (tenant_id, integration_id)
    references security_integration (tenant_id, integration_id) on delete cascade
);
comment on table api_token is 'A bearer token: its identifier in clear, its secret as SHA-256.';
create index api_token_account on api_token (account_id);
create index api_token_access on api_token (tenant_id, account_id) where tenant_id is not null;
create index api_token_integration on api_token (tenant_id, integration_id) where integration_id is not null;

create table user_group (
  tenant_id uuid not null,
  group_id uuid not null,
  name text not null,
  name_key text collate "C" not null,
  description text,
  -- Set: the group is provisioned, and its members are the identity provider's.
  integration_id uuid,
  external_id text collate "C",
  revision bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint user_group_pkey primary key (tenant_id, group_id),
  constraint user_group_name_key unique (tenant_id, name_key),
  constraint user_group_name_length check (length(name) between 1 and 255),
  constraint user_group_tenant_fkey foreign key (tenant_id) references tenant (tenant_id),
  constraint user_group_integration_fkey foreign key (tenant_id, integration_id)
    references security_integration (tenant_id, integration_id)
);
comment on table user_group is 'Users and service accounts of a tenant that are bound to roles together.';
create index user_group_external on user_group (tenant_id, integration_id, external_id) where external_id is not null;
create index user_group_created on user_group (tenant_id, created_at, group_id);
create index user_group_updated on user_group (tenant_id, updated_at, group_id);

create table group_member (
  tenant_id uuid not null,
  group_id uuid not null,
  account_id uuid not null,
  membership text collate "C" not null default 'MEMBER',
  joined_at timestamptz not null default now(),
  constraint group_member_pkey primary key (tenant_id, group_id, account_id),
  constraint group_member_membership_known check (membership in ('OWNER', 'MEMBER')),
  constraint group_member_group_fkey foreign key (tenant_id, group_id)
    references user_group (tenant_id, group_id) on delete cascade,
  constraint group_member_account_fkey foreign key (tenant_id, account_id)
    references tenant_access (tenant_id, account_id) on delete cascade
);
comment on table group_member is 'Membership of an account in a group of the same tenant.';
create index group_member_account on group_member (tenant_id, account_id);

create table role (
  tenant_id uuid not null,
  role_id uuid not null,
  name text not null,
  name_key text collate "C" not null,
  description text,
  is_default boolean not null default false,
  -- Set: a managed role, whose permissions are the template's of this name and never the row's.
  template text collate "C",
  permissions jsonb not null default '{}',
  revision bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint role_pkey primary key (tenant_id, role_id),
  constraint role_name_key unique (tenant_id, name_key),
  constraint role_name_length check (length(name) between 1 and 255),
  constraint role_template_permissions check (template is null or permissions = '{}'),
  constraint role_tenant_fkey foreign key (tenant_id) references tenant (tenant_id)
);
comment on table role is 'A named set of permissions; it grants nothing before it is bound.';

create table binding (
  tenant_id uuid not null,
  binding_id uuid not null,
  account_id uuid,
  group_id uuid,
  role_id uuid not null,
  -- Not set: the whole tenant. Set: the namespace and all below it.
  namespace text collate "C",
  created_at timestamptz not null default now(),
  constraint binding_pkey primary key (tenant_id, binding_id),
  constraint binding_one_subject check ((account_id is null) <> (group_id is null)),
  constraint binding_role_fkey foreign key (tenant_id, role_id) references role (tenant_id, role_id),
  constraint binding_account_fkey foreign key (tenant_id, account_id)
    references tenant_access (tenant_id, account_id) on delete cascade,
  constraint binding_group_fkey foreign key (tenant_id, group_id)
    references user_group (tenant_id, group_id) on delete cascade
);
comment on table binding is 'What a role is granted on, to one account or one group. Never changed: made and deleted.';
create unique index binding_once on binding (tenant_id, role_id, account_id, group_id, namespace) nulls not distinct;
create index binding_account on binding (tenant_id, account_id) where account_id is not null;
create index binding_group on binding (tenant_id, group_id) where group_id is not null;
