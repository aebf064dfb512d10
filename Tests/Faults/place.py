"""Where a load goes: a server that is set up, and how to look into its database."""

import psycopg
from reeve_process import ReeveProcess


def embedded_database(server: ReeveProcess) -> str:
    """The superuser's way into the embedded database of a server."""
    return f"postgresql:///reeve?host={server.data}/postgres/run&user=postgres"


class Place:
    """A server with a tenant, an administrator's token, an identity provider's entry and a role to bind."""

    tenant = "acme"
    namespace = "load"

    def __init__(self, server: ReeveProcess, database: str | None = None):
        """`database` is the superuser's way into the database; that of the embedded one if it is not said."""
        self.server = server
        self.database = database or embedded_database(server)
        server.set_up(self.tenant)
        self.browser = server.session()
        self.token = self.made("/api/v1/me/api-tokens", {"name": "load"})["fullToken"]
        integration = self.made(
            f"/api/v1/{self.tenant}/security-integrations", {"name": "load", "description": "load", "type": "SCIM"}
        )
        self.integration, self.scim_token = integration["id"], integration["secretToken"]
        self.made(f"/api/v1/{self.tenant}/namespaces", {"id": self.namespace})
        self.group = self.made(f"/api/v1/{self.tenant}/groups", {"name": "bound"})["id"]
        roles = self.browser.get(f"/api/v1/{self.tenant}/roles/search", params={"size": 100}).json()["results"]
        self.roles = {role["name"]: role["id"] for role in roles}

    @property
    def url(self) -> str:
        return self.server.url

    def made(self, path: str, body: dict) -> dict:
        answer = self.browser.post(path, json=body)
        assert answer.ok, answer.text
        return answer.json()

    def sql(self) -> psycopg.Connection:
        """A connection of the superuser, past row security and past the service."""
        return psycopg.connect(self.database, connect_timeout=10, options="-c search_path=reeve")

    def session_lives(self) -> bool:
        """Whether the session of the set-up is still good."""
        self.browser.url = self.server.url
        return self.browser.get("/api/v1/me").status_code == 200

    @classmethod
    def again(cls, other: "Place", server: ReeveProcess, database: str | None = None) -> "Place":
        """The place of another server on the same database, or on a copy of it."""
        place = cls.__new__(cls)
        place.__dict__.update(other.__dict__)
        place.server = server
        place.database = database or other.database
        return place
