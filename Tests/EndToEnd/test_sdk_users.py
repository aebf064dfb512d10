"""kestrapy against users, their tokens and their access to tenants."""

import uuid

import pytest
import requests
from kestrapy import (
    ApiPatchSuperAdminRequest,
    CreateApiTokenRequest,
    IAMGroupControllerApiCreateGroupRequest,
    IAMTenantAccessControllerUserApiAutocomplete,
    IAMUserControllerApiCreateOrUpdateUserRequest,
    IAMUserControllerApiPatchRestrictedRequest,
    IAMUserControllerApiPatchUserPasswordRequest,
    IAMUserGroupControllerApiUpdateUserGroupsRequest,
    KestraClient,
    MeControllerApiMe,
    MeControllerApiUpdatePasswordRequest,
    MeControllerApiUserDetailsRequest,
    PagedResultsIAMTenantAccessControllerApiUserTenantAccess,
)
from reeve_process import PATIENCE
from sdk import TENANT, matching, status, unique

PASSWORD = "Correct-Horse-2"


def user_request(**fields) -> IAMUserControllerApiCreateOrUpdateUserRequest:
    return IAMUserControllerApiCreateOrUpdateUserRequest(
        **{"email": f"{unique('user')}@reeve.test", "password": PASSWORD, "first_name": "Ada", "last_name": "L"} | fields
    )


@pytest.fixture
def user(root_sdk, tenants):
    """A user of `acme`."""
    return root_sdk.users.create_user(user_request(tenants=[TENANT]))


def sign_in(server, user, password: str) -> int:
    """The status of a sign-in."""
    body = {"username": user.username, "password": password}
    return requests.post(f"{server.url}/login", json=body, timeout=PATIENCE).status_code


class TestUsers:
    def test_user_is_read_as_it_was_made(self, root_sdk, user):
        read = root_sdk.users.user(user.id)
        assert (read.id, read.username, read.email) == (user.id, user.username, user.email)
        assert (read.first_name, read.last_name) == ("Ada", "L")
        assert [one.id for one in read.tenants] == [TENANT]
        assert not read.instance_owner

    def test_bad_fields_are_refused(self, root_sdk, user):
        with status(422):
            root_sdk.users.create_user(user_request(email="no address"))
        with status(422):
            root_sdk.users.create_user(user_request(password="short"))
        with status(409, 422):
            root_sdk.users.create_user(user_request(email=user.email.upper()))
        with status(404, 422):
            root_sdk.users.create_user(user_request(tenants=["no-such-tenant"]))

    def test_update_and_patch(self, root_sdk, user):
        request = user_request(email=user.email, first_name="Grace", last_name="H", password=None, tenants=[TENANT])
        updated = root_sdk.users.update_user(user.id, request)
        assert (updated.first_name, updated.last_name) == ("Grace", "H")
        patched = root_sdk.users.patch_user(user.id, MeControllerApiUserDetailsRequest(first_name="Alan"))
        assert (patched.first_name, patched.last_name) == ("Alan", "H")
        assert root_sdk.users.user(user.id).first_name == "Alan"

    def test_delete(self, server, root_sdk, user):
        root_sdk.users.delete_user(user.id)
        with status(404):
            root_sdk.users.user(user.id)
        assert sign_in(server, user, PASSWORD) == 401

    def test_list(self, root_sdk, user):
        page = root_sdk.users.list_users(1, 10, filters=[matching(user.username)])
        assert [one.id for one in page.results] == [user.id] and page.total == 1
        assert len(root_sdk.users.list_users(1, 2).results) == 2

    def test_unknown_user(self, root_sdk):
        with status(404):
            root_sdk.users.user(str(uuid.uuid4()))

    def test_administrator_of_a_tenant_may_not_list_the_instances_users(self, sdk):
        with status(403, 404):
            sdk.users.list_users(1, 10)

    def test_password_of_another(self, server, root_sdk, user):
        request = IAMUserControllerApiPatchUserPasswordRequest(password="Other-Horse-3")
        assert root_sdk.users.patch_user_password(user.id, request).id == user.id
        assert sign_in(server, user, PASSWORD) == 401
        assert sign_in(server, user, "Other-Horse-3") == 200

    def test_password_of_ones_own(self, server, root_sdk, user):
        token = root_sdk.users.create_api_tokens_for_user(user.id, CreateApiTokenRequest(name="mine")).full_token
        with KestraClient(host=server.url, token=token, timeout=PATIENCE) as own:
            wrong = MeControllerApiUpdatePasswordRequest(old_password="Wrong-Horse-1", new_password="Own-Horse-44")
            with status(401, 403, 422):
                own.users.update_current_user_password(wrong)
            right = MeControllerApiUpdatePasswordRequest(old_password=PASSWORD, new_password="Own-Horse-44")
            own.users.update_current_user_password(right)
        assert sign_in(server, user, PASSWORD) == 401
        assert sign_in(server, user, "Own-Horse-44") == 200

    def test_superadmin_comes_and_goes(self, server, root_sdk, user):
        token = root_sdk.users.create_api_tokens_for_user(user.id, CreateApiTokenRequest(name="mine")).full_token
        with KestraClient(host=server.url, token=token, timeout=PATIENCE) as own:
            with status(403):
                own.users.list_users(1, 1)
            root_sdk.users.patch_user_super_admin(user.id, ApiPatchSuperAdminRequest(super_admin=True))
            assert own.users.list_users(1, 1).total > 1
            root_sdk.users.patch_user_super_admin(user.id, ApiPatchSuperAdminRequest(super_admin=False))
            with status(403):
                own.users.list_users(1, 1)

    def test_restricted(self, root_sdk, user):
        root_sdk.users.patch_user_demo(user.id, IAMUserControllerApiPatchRestrictedRequest(restricted=True))
        assert root_sdk.users.user(user.id).restricted is True
        root_sdk.users.patch_user_demo(user.id, IAMUserControllerApiPatchRestrictedRequest(restricted=False))
        assert not root_sdk.users.user(user.id).restricted

    def test_sessions_are_ended(self, server, root_sdk, user):
        browser = server.session(user.username, PASSWORD)
        assert browser.get("/api/v1/me").status_code == 200
        root_sdk.users.delete_refresh_token(user.id)
        assert browser.get("/api/v1/me").status_code == 401

    def test_sign_in_method_is_taken_away(self, server, root_sdk, user):
        [auth] = root_sdk.users.user(user.id).auths
        assert root_sdk.users.delete_user_auth_method(user.id, auth.id or auth.type).auths in ([], None)
        assert sign_in(server, user, PASSWORD) == 401


class TestTokens:
    def test_token_is_told_once_and_works_until_it_is_deleted(self, server, root_sdk, user):
        made = root_sdk.users.create_api_tokens_for_user(user.id, CreateApiTokenRequest(name="ci", max_age="P30D"))
        listed = root_sdk.users.list_api_tokens_for_user(user.id)
        assert [one.id for one in listed.results] == [made.id]
        raw = requests.get(
            f"{server.url}/api/v1/users/{user.id}/api-tokens", timeout=PATIENCE,
            headers={"authorization": root_sdk._session.headers["Authorization"]},
        ).text
        assert made.full_token not in raw and "fullToken" not in raw
        own = server.bearer(made.full_token)
        me = MeControllerApiMe.from_dict(own.get("/api/v1/me").json())
        assert me.profile.username == user.username if getattr(me, "profile", None) else True
        root_sdk.users.delete_api_token_for_user(user.id, made.id)
        assert own.get("/api/v1/me").status_code == 401
        assert root_sdk.users.list_api_tokens_for_user(user.id).results == []
        assert made.full_token not in server.log()

    def test_made_up_and_damaged_tokens_are_refused(self, server, root_sdk, user):
        made = root_sdk.users.create_api_tokens_for_user(user.id, CreateApiTokenRequest(name="ci")).full_token
        for wrong in (made[:-1], made[:-1] + ("a" if made[-1] != "a" else "b"), made.upper(), "rvp_x", "x" * 5000):
            assert server.bearer(wrong).get("/api/v1/me").status_code == 401

    def test_token_of_another_user_is_not_found(self, root_sdk, user):
        other = root_sdk.users.create_user(user_request())
        made = root_sdk.users.create_api_tokens_for_user(other.id, CreateApiTokenRequest(name="ci"))
        with status(404):
            root_sdk.users.delete_api_token_for_user(user.id, made.id)
        assert len(root_sdk.users.list_api_tokens_for_user(other.id).results) == 1


class TestTenantAccess:
    def test_autocomplete(self, sdk, user):
        request = IAMTenantAccessControllerUserApiAutocomplete(q=user.username)
        assert [one.id for one in sdk.users.autocomplete_users(TENANT, request)] == [user.id]

    def test_groups_of_a_user(self, sdk, user):
        made = [
            sdk.groups.create_group(TENANT, IAMGroupControllerApiCreateGroupRequest(name=unique("group"))).id
            for _ in range(2)
        ]
        for wanted in (made, made[:1], []):
            request = IAMUserGroupControllerApiUpdateUserGroupsRequest(group_ids=wanted)
            sdk.users.update_user_groups(user.id, TENANT, request)
            held = [one for one in made if sdk.groups.search_group_members(one, TENANT).total]
            assert held == wanted

    def test_end_of_access_ends_it_in_this_tenant_alone(self, server, root_sdk, acme_admin, umbra_admin, tenants):
        user = root_sdk.users.create_user(user_request(tenants=list(tenants)))
        browser = server.session(user.username, PASSWORD)
        # A member without rights is refused; who is no member is told of nothing.
        listings = {tenant: f"/api/v1/{tenant}/groups/search" for tenant in tenants}
        assert {browser.get(path).status_code for path in listings.values()} == {403}
        listed = PagedResultsIAMTenantAccessControllerApiUserTenantAccess.from_dict(
            acme_admin.http.get("/api/v1/acme/tenant-access", params={"size": 200}).json()
        )
        assert user.id in {one.id for one in listed.results}
        answer = acme_admin.http.delete(f"/api/v1/acme/tenant-access/{user.id}")
        assert answer.status_code in (200, 204), answer.text
        assert browser.get(listings["acme"]).status_code == 404
        assert browser.get(listings["umbra"]).status_code == 403
        assert umbra_admin.http.get(f"/api/v1/umbra/tenant-access/{user.id}").status_code == 200
