create domain namespace_name as text collate "C"
  constraint namespace_name_form check (value ~ '^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$' and length(value) <= 150);
comment on domain namespace_name is 'Dotted: `a.b` is below `a`, and inherits from it.';

create table namespace (
  tenant_id uuid not null,
  name namespace_name not null,
  description text,
  variables jsonb not null default '{}',
  settings jsonb not null default '{}',
  revision bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint namespace_pkey primary key (tenant_id, name),
  constraint namespace_tenant_fkey foreign key (tenant_id) references tenant (tenant_id)
);
comment on table namespace is 'A part of a tenant that rights, secrets, variables and flows are kept by.';
