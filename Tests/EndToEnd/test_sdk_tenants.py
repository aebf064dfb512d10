"""kestrapy against tenants, namespaces and secrets."""

import uuid

import pytest
from kestrapy import (
    ApiAutocomplete,
    ApiSecretMetaEE,
    ApiSecretTag,
    ApiSecretValue,
    Namespace,
    Tenant,
)
from sdk import TENANT, matching, status, unique


def namespace_name() -> str:
    return unique("test").replace("-", ".n", 1)


@pytest.fixture
def namespace(sdk):
    """A namespace with variables."""
    wanted = Namespace(id=namespace_name(), deleted=False, description="of a test", variables={"one": {"two": 3}})
    return sdk.namespaces.create_namespace(TENANT, wanted)


class TestTenants:
    @pytest.fixture
    def tenant(self, root_sdk):
        name = unique("t")
        return root_sdk.tenants.create_tenant(Tenant(id=name, name=f"Tenant {name}", deleted=False))

    def test_tenant_is_read_as_it_was_made(self, root_sdk, tenant):
        read = root_sdk.tenants.tenant(tenant.id)
        assert (read.id, read.name, read.deleted) == (tenant.id, tenant.name, False)

    def test_identifier_is_taken_once(self, root_sdk, tenant):
        with status(409, 422):
            root_sdk.tenants.create_tenant(Tenant(id=tenant.id, name="again", deleted=False))

    def test_name_that_the_api_uses_is_refused(self, root_sdk):
        for name in ("users", "tenants", "me"):
            with status(409, 422):
                root_sdk.tenants.create_tenant(Tenant(id=name, name=name, deleted=False))

    def test_update(self, root_sdk, tenant):
        updated = root_sdk.tenants.update_tenant(tenant.id, Tenant(id=tenant.id, name="renamed", deleted=False))
        assert updated.name == "renamed" and root_sdk.tenants.tenant(tenant.id).name == "renamed"

    def test_delete(self, root_sdk, tenant):
        root_sdk.tenants.delete_tenant(tenant.id)
        with status(404):
            root_sdk.tenants.tenant(tenant.id)

    def test_search(self, root_sdk, tenant):
        found = root_sdk.tenants.search_tenants(1, 10, filters=[matching(tenant.id)])
        assert [one.id for one in found.results] == [tenant.id] and found.total == 1

    def test_administrator_of_a_tenant_may_not(self, sdk, tenant):
        with status(403, 404):
            sdk.tenants.create_tenant(Tenant(id=unique("t"), name="mine", deleted=False))
        with status(403, 404):
            sdk.tenants.delete_tenant(tenant.id)


class TestNamespaces:
    def test_namespace_is_read_as_it_was_made(self, sdk, namespace):
        read = sdk.namespaces.namespace(namespace.id, TENANT)
        assert (read.id, read.description, read.deleted) == (namespace.id, "of a test", False)
        assert read.variables == {"one": {"two": 3}}

    def test_update(self, sdk, namespace):
        wanted = Namespace(id=namespace.id, deleted=False, description="changed")
        assert sdk.namespaces.update_namespace(namespace.id, TENANT, wanted).description == "changed"
        assert sdk.namespaces.namespace(namespace.id, TENANT).description == "changed"

    def test_delete(self, sdk, namespace):
        sdk.namespaces.delete_namespace(namespace.id, TENANT)
        with status(404):
            sdk.namespaces.delete_namespace(namespace.id, TENANT)

    def test_variables_are_inherited(self, sdk, namespace):
        child = Namespace(id=namespace.id + ".child", deleted=False, variables={"own": {"x": 1}})
        sdk.namespaces.create_namespace(TENANT, child)
        inherited = sdk.namespaces.inherited_variables(child.id, TENANT)
        assert inherited["one"] == {"two": 3}

    def test_search_and_autocomplete(self, sdk, namespace):
        found = sdk.namespaces.search_namespaces(TENANT, 1, 10, filters=[matching(namespace.id)])
        assert namespace.id in {one.id for one in found.results}
        assert namespace.id in sdk.namespaces.autocomplete_namespaces(TENANT, ApiAutocomplete(q=namespace.id))


class TestSecrets:
    def put(self, sdk, namespace, key="TOKEN", value="a-very-secret-value"):
        wanted = ApiSecretValue(key=key, value=value, description="of a test", tags=[ApiSecretTag(key="team", value="ops")])
        return sdk.namespaces.put_secrets(namespace.id, TENANT, wanted)

    def test_secret_is_listed_without_its_value(self, server, sdk, acme_admin, namespace):
        value = f"secret-{uuid.uuid4()}"
        put = self.put(sdk, namespace, value=value)
        assert "TOKEN" in {one.key for one in put}
        listed = sdk.namespaces.list_secrets(TENANT, 1, 100)
        [found] = [one for one in listed.results if one.namespace == namespace.id]
        assert (found.key, found.description) == ("TOKEN", "of a test")
        assert [(tag.key, tag.value) for tag in found.tags] == [("team", "ops")]
        for path in ("secrets", f"namespaces/{namespace.id}/secrets", f"namespaces/{namespace.id}/inherited-secrets"):
            answer = acme_admin.http.get(f"/api/v1/{TENANT}/{path}")
            assert answer.status_code == 200 and value not in answer.text
        assert value not in server.log()

    def test_patch_changes_what_is_said_of_it(self, sdk, namespace):
        self.put(sdk, namespace)
        meta = ApiSecretMetaEE(key="TOKEN", namespace=namespace.id, description="changed", tags=[])
        patched = sdk.namespaces.patch_secret(namespace.id, "TOKEN", TENANT, meta)
        [found] = [one for one in patched if one.key == "TOKEN"]
        assert found.description == "changed" and found.tags == []

    def test_secret_is_inherited(self, sdk, namespace):
        self.put(sdk, namespace)
        inherited = sdk.namespaces.inherited_secrets(namespace.id + ".child", TENANT)
        assert inherited[namespace.id] == ["TOKEN"]

    def test_delete(self, sdk, namespace):
        self.put(sdk, namespace)
        sdk.namespaces.delete_secret(namespace.id, "TOKEN", TENANT)
        with status(404):
            sdk.namespaces.delete_secret(namespace.id, "TOKEN", TENANT)
        assert namespace.id not in {one.namespace for one in sdk.namespaces.list_secrets(TENANT, 1, 100).results}
