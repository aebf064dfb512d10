"""kestrapy against service accounts, of the instance and of a tenant."""

import uuid

import pytest
from kestrapy import (
    ApiPatchSuperAdminRequest,
    CreateApiTokenRequest,
    IAMServiceAccountControllerApiCreateServiceAccountRequest,
    IAMServiceAccountControllerApiPatchServiceAccountRequest,
    IAMServiceAccountControllerApiServiceAccountRequest,
)
from sdk import TENANT, matching, status, unique


@pytest.fixture
def account(root_sdk, tenants):
    """A service account of the instance, with access to one tenant."""
    request = IAMServiceAccountControllerApiCreateServiceAccountRequest(
        name=unique("robot"), description="of a test", tenants=[TENANT]
    )
    return root_sdk.service_account.create_service_account(request)


@pytest.fixture
def tenant_account(sdk):
    """A service account of the tenant."""
    request = IAMServiceAccountControllerApiServiceAccountRequest(name=unique("robot"), description="of a test", groups=[])
    return sdk.service_account.create_service_account_for_tenant(TENANT, request)


class TestInstance:
    def test_account_is_read_as_it_was_made(self, root_sdk, account):
        read = root_sdk.service_account.service_account(account.id)
        assert (read.id, read.name, read.description) == (account.id, account.name, "of a test")
        assert [one.id for one in read.tenants] == [TENANT] and not read.instance_owner

    def test_patch(self, root_sdk, account):
        name = unique("renamed")
        request = IAMServiceAccountControllerApiPatchServiceAccountRequest(name=name, description="changed")
        patched = root_sdk.service_account.patch_service_account_details(account.id, request)
        assert (patched.name, patched.description) == (name, "changed")
        assert root_sdk.service_account.service_account(account.id).name == name

    def test_list(self, root_sdk, account):
        page = root_sdk.service_account.list_service_accounts(1, 10, filters=[matching(account.name)])
        assert [one.id for one in page.results] == [account.id]

    def test_superadmin(self, root_sdk, account):
        root_sdk.service_account.patch_service_account_super_admin(account.id, ApiPatchSuperAdminRequest(super_admin=True))
        assert root_sdk.service_account.service_account(account.id).instance_owner is True
        root_sdk.service_account.patch_service_account_super_admin(account.id, ApiPatchSuperAdminRequest(super_admin=False))
        assert not root_sdk.service_account.service_account(account.id).instance_owner

    def test_delete_ends_its_tokens(self, server, root_sdk, account):
        calls = root_sdk.service_account
        token = calls.create_api_tokens_for_service_account(account.id, CreateApiTokenRequest(name="ci"))["fullToken"]
        robot = server.bearer(token)
        assert robot.get(f"/api/v1/{TENANT}/groups/search").status_code == 403
        calls.delete_service_account(account.id)
        assert robot.get(f"/api/v1/{TENANT}/groups/search").status_code == 401
        with status(404):
            calls.service_account(account.id)

    def test_tokens(self, server, root_sdk, account):
        calls = root_sdk.service_account
        made = calls.create_api_tokens_for_service_account(account.id, CreateApiTokenRequest(name="ci"))
        listed = calls.list_api_tokens_for_service_account(account.id)
        assert [one["id"] for one in listed["results"]] == [made["id"]]
        assert made["fullToken"] not in str(listed)
        calls.delete_api_token_for_service_account(account.id, made["id"])
        assert calls.list_api_tokens_for_service_account(account.id)["results"] == []
        assert server.bearer(made["fullToken"]).get("/api/v1/me").status_code == 401

    def test_administrator_of_a_tenant_may_not(self, sdk, account):
        with status(403, 404):
            sdk.service_account.service_account(account.id)


class TestTenant:
    def test_account_is_read_as_it_was_made(self, sdk, tenant_account):
        read = sdk.service_account.service_account_for_tenant(tenant_account.id, TENANT)
        assert (read.id, read.name, read.description) == (tenant_account.id, tenant_account.name, "of a test")

    def test_update(self, sdk, tenant_account):
        name = unique("renamed")
        request = IAMServiceAccountControllerApiServiceAccountRequest(name=name, description="changed", groups=[])
        updated = sdk.service_account.update_service_account(tenant_account.id, TENANT, request)
        assert (updated.id, updated.name, updated.description) == (tenant_account.id, name, "changed")

    def test_tokens(self, server, sdk, tenant_account):
        calls, who = sdk.service_account, tenant_account.id
        made = calls.create_api_tokens_for_service_account_with_tenant(who, TENANT, CreateApiTokenRequest(name="ci"))
        listed = calls.list_api_tokens_for_service_account_with_tenant(who, TENANT)
        assert [one["id"] for one in listed["results"]] == [made["id"]]
        robot = server.bearer(made["fullToken"])
        assert robot.get(f"/api/v1/{TENANT}/groups/search").status_code == 403
        assert robot.get("/api/v1/umbra/groups/search").status_code == 404
        calls.delete_api_token_for_service_account_with_tenant(who, made["id"], TENANT)
        assert robot.get(f"/api/v1/{TENANT}/groups/search").status_code == 401

    def test_delete(self, sdk, tenant_account):
        sdk.service_account.delete_service_account_for_tenant(tenant_account.id, TENANT)
        with status(404):
            sdk.service_account.service_account_for_tenant(tenant_account.id, TENANT)

    def test_unknown_account(self, sdk):
        with status(404):
            sdk.service_account.service_account_for_tenant(str(uuid.uuid4()), TENANT)
