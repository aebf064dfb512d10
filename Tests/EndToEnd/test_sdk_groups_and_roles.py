"""kestrapy against groups, roles and bindings."""

import uuid

import pytest
from kestrapy import (
    ApiAutocomplete,
    ApiException,
    ApiIds,
    BindingType,
    GroupIdentifierMembership,
    IAMBindingControllerApiBindingDetail,
    IAMBindingControllerApiCreateBindingRequest,
    IAMGroupControllerApiCreateGroupRequest,
    IAMGroupControllerApiUpdateGroupRequest,
    IAMRoleControllerApiRoleCreateOrUpdateRequest,
    ListPermissions200Response,
    PagedResultsIAMBindingControllerApiBindingDetail,
)
from sdk import TENANT, matching, status, unique


@pytest.fixture
def group(sdk):
    """A group without members."""
    request = IAMGroupControllerApiCreateGroupRequest(name=unique("group"), description="of a test")
    return sdk.groups.create_group(TENANT, request)


@pytest.fixture
def role(sdk):
    """A role that lets read flows."""
    return sdk.roles.create_role(TENANT, role_request(unique("role"), flow=["VIEW"]))


@pytest.fixture(scope="module")
def member(tenants, new_user):
    """A member of the tenant, without rights."""
    return new_user(TENANT)


def role_request(name: str, **permissions) -> IAMRoleControllerApiRoleCreateOrUpdateRequest:
    return IAMRoleControllerApiRoleCreateOrUpdateRequest(
        name=name, description="of a test", permissions=ListPermissions200Response(**permissions)
    )


class TestGroups:
    def test_group_is_read_as_it_was_made(self, sdk, group):
        read = sdk.groups.group(group.id, TENANT)
        assert (read.id, read.name, read.description) == (group.id, group.name, "of a test")

    def test_group_is_made_with_its_members(self, sdk, member):
        request = IAMGroupControllerApiCreateGroupRequest(name=unique("group"), members_id=[member.id])
        made = sdk.groups.create_group(TENANT, request)
        members = sdk.groups.search_group_members(made.id, TENANT)
        assert [one.id for one in members.results] == [member.id] and members.total == 1

    def test_name_is_taken_once(self, sdk, group):
        with status(409, 422):
            sdk.groups.create_group(TENANT, IAMGroupControllerApiCreateGroupRequest(name=group.name))

    def test_update(self, sdk, group):
        name = unique("renamed")
        request = IAMGroupControllerApiUpdateGroupRequest(name=name, description="changed")
        updated = sdk.groups.update_group(group.id, TENANT, request)
        assert (updated.id, updated.name, updated.description) == (group.id, name, "changed")
        assert sdk.groups.group(group.id, TENANT).name == name

    def test_delete(self, sdk, group):
        sdk.groups.delete_group(group.id, TENANT)
        with status(404):
            sdk.groups.group(group.id, TENANT)
        with status(404):
            sdk.groups.delete_group(group.id, TENANT)

    def test_unknown_group(self, sdk):
        for unknown in (str(uuid.uuid4()), "no-identifier"):
            with status(404):
                sdk.groups.group(unknown, TENANT)

    def test_membership(self, sdk, group, member):
        added = sdk.groups.add_user_to_group(group.id, member.id, TENANT)
        assert (added.id, added.username) == (member.id, member.username)
        [entry] = [one for one in added.groups if one.id == group.id]
        assert entry.membership == GroupIdentifierMembership.MEMBER

        owner = sdk.groups.set_user_membership_for_group(group.id, member.id, GroupIdentifierMembership.OWNER, TENANT)
        [entry] = [one for one in owner.groups if one.id == group.id]
        assert entry.membership == GroupIdentifierMembership.OWNER

        members = sdk.groups.search_group_members(group.id, TENANT, 1, 10, filters=[matching(member.username)])
        assert [one.id for one in members.results] == [member.id]

        sdk.groups.delete_user_from_group(group.id, member.id, TENANT)
        assert sdk.groups.search_group_members(group.id, TENANT).results == []

    def test_account_of_another_tenant_is_no_member(self, sdk, group, umbra_admin):
        with status(404, 422):
            sdk.groups.add_user_to_group(group.id, umbra_admin.id, TENANT)
        assert sdk.groups.search_group_members(group.id, TENANT).total == 0

    def test_search(self, sdk):
        prefix = unique("search")
        names = [f"{prefix}-{number}" for number in range(5)]
        for name in names:
            sdk.groups.create_group(TENANT, IAMGroupControllerApiCreateGroupRequest(name=name))
        first = sdk.groups.search_groups(TENANT, 1, 3, ["name:asc"], [matching(prefix)])
        second = sdk.groups.search_groups(TENANT, 2, 3, ["name:asc"], [matching(prefix)])
        assert (first.total, second.total) == (5, 5)
        assert [one.name for one in first.results + second.results] == names
        backwards = sdk.groups.search_groups(TENANT, 1, 10, ["name:desc"], [matching(prefix)])
        assert [one.name for one in backwards.results] == names[::-1]

    def test_autocomplete_and_list(self, sdk, group):
        found = sdk.groups.autocomplete_groups(TENANT, ApiAutocomplete(q=group.name))
        assert [one.id for one in found] == [group.id]
        listed = sdk.groups.list_group_ids(TENANT, ApiIds(ids=[group.id, str(uuid.uuid4())]))
        assert [(one.id, one.name) for one in listed] == [(group.id, group.name)]


class TestRoles:
    def test_role_is_read_as_it_was_made(self, sdk, role):
        read = sdk.roles.role(role.id, TENANT)
        assert (read.id, read.name, read.description) == (role.id, role.name, "of a test")
        assert read.permissions.flow == ["VIEW"] and read.is_managed is False

    def test_update(self, sdk, role):
        updated = sdk.roles.update_role(role.id, TENANT, role_request(role.name + "-2", secret=["VIEW", "UPDATE"]))
        assert updated.name == role.name + "-2" and updated.permissions.flow is None
        assert sorted(sdk.roles.role(role.id, TENANT).permissions.secret) == ["UPDATE", "VIEW"]

    def test_unknown_permission_is_refused(self, sdk):
        with status(422):
            sdk.roles.create_role(TENANT, role_request(unique("role"), flow=["FLY"]))

    def test_delete(self, sdk, role):
        sdk.roles.delete_role(role.id, TENANT)
        with status(404):
            sdk.roles.role(role.id, TENANT)

    def test_managed_roles_are_not_changed(self, sdk):
        managed = [one for one in sdk.roles.search_roles(TENANT, 1, 100).results if one.is_managed]
        assert {"Admin", "Viewer"} <= {one.name for one in managed}
        for change in (
            lambda: sdk.roles.delete_role(managed[0].id, TENANT),
            lambda: sdk.roles.update_role(managed[0].id, TENANT, role_request("mine", flow=["VIEW"])),
        ):
            with pytest.raises(ApiException) as error:
                change()
            assert 400 <= error.value.status < 500
        assert managed[0].name in {one.name for one in sdk.roles.search_roles(TENANT, 1, 100).results}

    def test_search_autocomplete_and_list(self, sdk, role):
        found = sdk.roles.search_roles(TENANT, 1, 10, ["name:asc"], [matching(role.name)])
        assert [one.id for one in found.results] == [role.id] and found.total == 1
        assert [one.id for one in sdk.roles.autocomplete_roles(TENANT, ApiAutocomplete(q=role.name))] == [role.id]
        listed = sdk.roles.list_roles_from_given_ids(TENANT, ApiIds(ids=[role.id]))
        assert [(one.id, one.name, one.deleted) for one in listed] == [(role.id, role.name, False)]


class TestBindings:
    """The SDK has models of bindings, but no calls."""

    def bind(self, http, kind: BindingType, who: str, role: str, namespace: str | None = None):
        body = IAMBindingControllerApiCreateBindingRequest(
            type=kind, external_id=who, role_id=role, namespace_id=namespace
        )
        answer = http.post(f"/api/v1/{TENANT}/bindings", data=body.to_json(), headers={"content-type": "application/json"})
        assert answer.ok, answer.text
        return answer.json()

    def test_binding_of_a_user(self, acme_admin, member, role):
        http = acme_admin.http
        made = self.bind(http, BindingType.USER, member.id, role.id)
        detail = IAMBindingControllerApiBindingDetail.from_dict(http.get(f"/api/v1/{TENANT}/bindings/{made['id']}").json())
        assert (detail.id, detail.user.id, detail.role.id) == (made["id"], member.id, role.id)
        page = PagedResultsIAMBindingControllerApiBindingDetail.from_dict(
            http.get(f"/api/v1/{TENANT}/bindings/search", params={"size": 100}).json()
        )
        assert made["id"] in {one.id for one in page.results}
        assert http.delete(f"/api/v1/{TENANT}/bindings/{made['id']}").status_code in (200, 204)
        assert http.get(f"/api/v1/{TENANT}/bindings/{made['id']}").status_code == 404

    def test_rights_come_and_go_with_a_groups_binding(self, sdk, acme_admin, new_user, group, role):
        user = new_user(TENANT)
        listing = f"/api/v1/{TENANT}/groups/search"
        assert user.http.get(listing).status_code == 403
        sdk.roles.update_role(role.id, TENANT, role_request(role.name, group=["LIST"]))
        made = self.bind(acme_admin.http, BindingType.GROUP, group.id, role.id)
        assert user.http.get(listing).status_code == 403
        sdk.groups.add_user_to_group(group.id, user.id, TENANT)
        assert user.http.get(listing).status_code == 200
        # A right to list is none to make.
        assert user.http.post(f"/api/v1/{TENANT}/groups", json={"name": unique("group")}).status_code == 403
        sdk.groups.delete_user_from_group(group.id, user.id, TENANT)
        assert user.http.get(listing).status_code == 403
        sdk.groups.add_user_to_group(group.id, user.id, TENANT)
        assert user.http.get(listing).status_code == 200
        assert acme_admin.http.delete(f"/api/v1/{TENANT}/bindings/{made['id']}").status_code in (200, 204)
        assert user.http.get(listing).status_code == 403
