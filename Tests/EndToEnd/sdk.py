"""What the tests of the SDK share."""

import uuid
from contextlib import contextmanager

import pytest
from kestrapy import ApiException, QueryFilter, QueryFilterField, QueryFilterOp

TENANT = "acme"


def unique(prefix: str) -> str:
    """A name that no other test has."""
    return f"{prefix}-{uuid.uuid4().hex[:10]}"


def matching(text: str) -> QueryFilter:
    """The filter that searches for a text."""
    return QueryFilter(var_field=QueryFilterField.QUERY, operation=QueryFilterOp.EQUALS, value=text)


@contextmanager
def status(*expected: int):
    """Expects that the server refuses with one of these, and says why."""
    with pytest.raises(ApiException) as error:
        yield
    assert error.value.status in expected, f"{error.value.status}: {error.value.body}"
    assert "message" in (error.value.body or ""), error.value.body
