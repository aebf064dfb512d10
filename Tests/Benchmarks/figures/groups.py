"""A member that joins a group of 100,000, against one that joins a group of 1,000."""

import seeding
from harness import Figure, by_turns, median, paired, wrk
from stage import SCIM, Reeve, fresh


def figures(stage):
    """The figures of groups."""
    server = Reeve(fresh(stage.folder / "groups"))
    try:
        account = server.set_up()
        sizes = {"small": 1_000, "large": 10_000 if stage.quick else 100_000}
        joining = 2_000
        seeding.users(server, account, sizes["large"] + joining)
        groups = {}
        for name, size in sizes.items():
            body = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": name}
            groups[name] = server.call("POST", f"{account.scim}/Groups", body, account.provider, SCIM)["id"]
            seeding.members(server, account, groups[name], size)
        server.sql("vacuum analyze")
        ids = server.folder / "ids"
        ids.write_text(
            server.sql(
                f"select account_id from scim_user where tenant_id = '{account.tenant_id}' "
                f"order by user_name_key desc limit {joining}"
            ) + "\n"
        )
        headers = {"authorization": f"Bearer {account.provider}", "content-type": SCIM}

        def join(name: str) -> float:
            return wrk(
                f"{server.url}{account.scim}/Groups/{groups[name]}", connections=1, seconds=stage.seconds(3),
                script="add_member.lua", arguments=[str(ids)], headers=headers, pid=server.pid,
            ).p50

        samples = by_turns(stage.rounds(5), lambda: join("large"), lambda: join("small"))
        yield Figure(
            "groups.join", median(paired(*samples)), f"x a group of {sizes['small']:,}",
            f"median {median(samples[0]):.2f} ms in a group of {sizes['large']:,} against {median(samples[1]):.2f} ms",
            paired(*samples),
        )
    finally:
        server.stop()
