create domain flow_name as text collate "C"
  constraint flow_name_form check (value ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' and length(value) <= 100);
comment on domain flow_name is 'What identifies a flow in its namespace.';

create table flow (
  tenant_id uuid not null,
  namespace namespace_name not null,
  flow_id flow_name not null,
  -- The newest revision: the rest of the row says what it says.
  revision integer not null,
  disabled boolean not null,
  draft boolean not null,
  -- Namespace, identifier and description without the difference of case: row security lets no index serve `lower()`.
  search_key text collate "C" not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint flow_pkey primary key (tenant_id, namespace, flow_id),
  constraint flow_revision_counts_from_one check (revision >= 1),
  constraint flow_tenant_fkey foreign key (tenant_id) references tenant (tenant_id)
);
comment on table flow is 'Flows as they are now. A deleted one stays: made again, its revisions count on.';
create index flow_by_id on flow (tenant_id, flow_id, namespace);
create index flow_by_update on flow (tenant_id, updated_at desc, namespace, flow_id);
-- For the sweep, which removes what was deleted long ago.
create index flow_by_deletion on flow (tenant_id, deleted_at) where deleted_at is not null;

create table flow_revision (
  tenant_id uuid not null,
  namespace namespace_name not null,
  flow_id flow_name not null,
  revision integer not null,
  -- Byte for byte as it was sent.
  source text not null,
  -- What the source says, as JSON: lists are answered without reading YAML.
  document text not null,
  draft boolean not null,
  deleted boolean not null,
  created_at timestamptz not null default now(),
  created_by uuid,
  constraint flow_revision_pkey primary key (tenant_id, namespace, flow_id, revision),
  constraint flow_revision_number_counts_from_one check (revision >= 1),
  constraint flow_revision_source_is_bounded check (octet_length(source) <= 1048576),
  constraint flow_revision_flow_fkey foreign key (tenant_id, namespace, flow_id)
    references flow (tenant_id, namespace, flow_id) on delete cascade
);
comment on table flow_revision is 'What flows were and are; never changed, removed one by one or with the flow.';

create table flow_label (
  tenant_id uuid not null,
  namespace namespace_name not null,
  flow_id flow_name not null,
  key text collate "C" not null,
  value text collate "C" not null,
  constraint flow_label_pkey primary key (tenant_id, namespace, flow_id, key),
  constraint flow_label_is_bounded check (octet_length(key) <= 256 and octet_length(value) <= 1024),
  constraint flow_label_flow_fkey foreign key (tenant_id, namespace, flow_id)
    references flow (tenant_id, namespace, flow_id) on delete cascade
);
comment on table flow_label is 'The labels of flows as they are now; deleted flows have none.';
create index flow_label_by_value on flow_label (tenant_id, key, value, namespace, flow_id);

create table flow_dependency (
  tenant_id uuid not null,
  -- The flow that says so.
  namespace namespace_name not null,
  flow_id flow_name not null,
  relation text collate "C" not null,
  -- Which flows it means: how their namespaces and their identifiers are compared, and with what.
  namespace_match text collate "C" not null,
  other_namespace text collate "C" not null,
  id_match text collate "C" not null,
  other_id text collate "C" not null,
  constraint flow_dependency_pkey primary key (
    tenant_id, namespace, flow_id, relation, namespace_match, other_namespace, id_match, other_id
  ),
  constraint flow_dependency_relation_is_known check (relation in ('FLOW_TASK', 'FLOW_TRIGGER')),
  constraint flow_dependency_matches_are_known check (
    namespace_match in ('equal', 'prefix', 'suffix', 'any') and id_match in ('equal', 'prefix', 'suffix', 'any')
  ),
  constraint flow_dependency_is_bounded check (octet_length(other_namespace) <= 1024 and octet_length(other_id) <= 1024),
  constraint flow_dependency_flow_fkey foreign key (tenant_id, namespace, flow_id)
    references flow (tenant_id, namespace, flow_id) on delete cascade
);
comment on table flow_dependency is
  'Which flows a flow has to do with, as it is now: FLOW_TASK runs the others, FLOW_TRIGGER waits for them.';
create index flow_dependency_by_other on flow_dependency (tenant_id, other_namespace, other_id)
  where namespace_match = 'equal' and id_match = 'equal';
-- Those that name no one flow: few, and all looked at.
create index flow_dependency_by_pattern on flow_dependency (tenant_id)
  where not (namespace_match = 'equal' and id_match = 'equal');
