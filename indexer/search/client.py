"""Speaks to a Meilisearch: every question has a time-out, every task is waited for, every failure is a sentence."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from meilisearch import Client
from meilisearch.errors import MeilisearchApiError, MeilisearchCommunicationError, MeilisearchTimeoutError
from meilisearch.models.key import Key
from meilisearch.models.task import Task, TaskInfo

from crawlers.errors import SearchError
from indexer.search.server import ADMIN_KEY, Access

OLDEST = (1, 50)
"""What this was tried with; the ranking rules and the renaming of an index are not in every older version."""
_PAGE = 5000
_PAUSE = 0.01, 0.5
_UNDER_WAY = ("enqueued", "processing")


class Limits(NamedTuple):
    """answer: whole seconds until an answer begins. task: seconds until a task has ended."""

    answer: int = 30
    task: float = 1800


class Failure(NamedTuple):
    """A task's failure in Meilisearch's own words. theirs: it is about what was sent, not about the server."""

    words: str
    code: str
    theirs: bool


class Meilisearch:
    """One server. Every method raises SearchError, whatever the server does."""

    def __init__(self, access: Access, limits: Limits) -> None:
        self.url, self._limits = access.url, limits
        self._client = Client(access.url, access.key, timeout=limits.answer)

    def version(self) -> str:
        """Raises SearchError where it is older than what this was tried with, or newer than its next great change."""
        with self._asking("its version"):
            version = str(self._client.get_version()["pkgVersion"])
            numbers = tuple(int(part) for part in version.partition("-")[0].split(".")[:2])
        if numbers < OLDEST or numbers[0] > OLDEST[0]:
            oldest = ".".join(map(str, OLDEST))
            raise self._wrong(
                f"Meilisearch {oldest} or a later {OLDEST[0]}.x",
                f"it is {version}",
                "Update the server (see its own guide), or this command.",
            )
        return version

    def indexes(self) -> list[str]:
        """The names of all indexes."""
        with self._asking("its indexes"):
            found, offset = list[str](), 0
            while True:
                page: Any = self._client.get_raw_indexes({"limit": _PAGE, "offset": offset})
                found += [one["uid"] for one in page["results"]]
                offset += len(page["results"])
                if offset >= page["total"] or not page["results"]:
                    return found

    def settings(self, index: str) -> dict[str, Any]:
        """The settings of an index."""
        with self._asking(f"the settings of {index}"):
            return self._client.index(index).get_settings()

    def size(self, index: str) -> int:
        """How many documents an index holds."""
        with self._asking(f"the size of {index}"):
            return self._client.index(index).get_stats().number_of_documents

    def column(self, index: str, field: str) -> dict[str, Any]:
        """Each document's id and one field of it, None where it lacks that."""
        with self._asking(f"the documents of {index}"):
            found, offset = dict[str, Any](), 0
            while True:
                page = self._client.index(index).get_documents(
                    {"fields": ["id", field], "limit": _PAGE, "offset": offset}
                )
                each = [dict(one) for one in page.results]
                found.update((str(one.get("id")), one.get(field)) for one in each)
                offset += len(each)
                if offset >= page.total or not each:
                    return found

    def search(self, index: str, words: str, **asked: Any) -> dict[str, Any]:
        """Meilisearch's answer to a query."""
        with self._asking(f"a search in {index}"):
            return self._client.index(index).search(words, asked)

    def create(self, index: str) -> None:
        """An empty index."""
        with self._asking(f"to make {index}"):
            task = self._client.create_index(index, {"primaryKey": "id"})
        self._done(task, f"make {index}")

    def configure(self, index: str, settings: Mapping[str, Any]) -> None:
        """Its settings; with documents in it everything is indexed again."""
        with self._asking(f"to set up {index}"):
            task = self._client.index(index).update_settings(dict(settings))
        self._done(task, f"set up {index}")

    def delete(self, index: str) -> None:
        """With all its documents."""
        with self._asking(f"to delete {index}"):
            task = self._client.delete_index(index)
        self._done(task, f"delete {index}")

    def swap(self, new: str, index: str, *, first: bool) -> None:
        """`new` takes the name `index`, and the other way round; first: there is none of that name yet."""
        with self._asking(f"to put {new} in the place of {index}"):
            pair: Any = {"indexes": [new, index], "rename": first}
            task = self._client.swap_indexes([pair])
        self._done(task, f"put {new} in the place of {index}")

    def add(self, index: str, documents: Sequence[Mapping[str, Any]]) -> int | Failure:
        """The number of the task that adds documents, or replaces those of the same id; or why there is none."""
        try:
            with self._asking(f"to add documents to {index}"):
                return self._client.index(index).add_documents(documents, "id").task_uid
        except SearchError as error:
            cause = error.__cause__
            if isinstance(cause, MeilisearchApiError) and cause.status_code in (400, 413, 422):
                return Failure(cause.message, error.code, theirs=True)
            raise

    def remove(self, index: str, ids: Sequence[str]) -> None:
        """Documents by their ids."""
        named = ", ".join(f'"{one}"' for one in ids)
        with self._asking(f"to delete documents from {index}"):
            task = self._client.index(index).delete_documents(filter=f"id IN [{named}]")
        self._done(task, f"delete {len(ids)} documents from {index}")

    def under_way(self, ours: Callable[[str], bool]) -> list[int]:
        """Tasks that have not ended, of the indexes whose names are ours, or that swap any."""
        with self._asking("its tasks"):
            found = self._client.get_tasks({"statuses": list(_UNDER_WAY), "limit": _PAGE}).results
            return sorted(task.uid for task in found if task.type == "indexSwap" or ours(task.index_uid or ""))

    def ended(self, task: int) -> Failure | None:
        """Waits until a task has ended; None where it succeeded."""
        until, (pause, longest) = time.monotonic() + self._limits.task, _PAUSE
        while True:
            with self._asking(f"how task {task} stands"):
                found = self._client.get_task(task)
            if found.status not in _UNDER_WAY:
                return _failure(found)
            if time.monotonic() > until:
                raise self._wrong(
                    f"task {task} to end within {self._limits.task:g} seconds",
                    f"it is still {found.status}",
                    f"Look at {self.url}/tasks/{task}; the next run goes on from there.",
                )
            time.sleep(pause)
            pause = min(pause * 1.5, longest)

    def key(self, uid: str) -> Key | None:
        """A key by its uid (RFC 9562), None where there is none."""
        try:
            with self._asking("its keys"):
                return self._client.get_key(uid)
        except SearchError as error:
            if error.code == "api_key_not_found":
                return None
            raise

    def make_key(self, uid: str, *, name: str, actions: Sequence[str], indexes: Sequence[str]) -> Key:
        """A key that does not expire; its text follows from the uid and the server's master key alone."""
        asked = {"uid": uid, "name": name, "actions": [*actions], "indexes": [*indexes], "expiresAt": None}
        with self._asking("to make a key"):
            return self._client.create_key(asked)

    def delete_key(self, uid: str) -> None:
        """A key by its uid."""
        with self._asking("to delete a key"):
            self._client.delete_key(uid)

    def _done(self, task: TaskInfo, what: str) -> None:
        if failure := self.ended(task.task_uid):
            raise self.refused(what, failure)

    def refused(self, what: str, failure: Failure) -> SearchError:
        """The sentence of a task that failed. what: it should have done, as "make an index"."""
        return SearchError(
            f"the search server {self.url}: expected it to {what}, but it says: {failure.words} "
            "The next run tries again; until then it goes on with what it has.",
            code=failure.code,
        )

    def _wrong(self, expected: str, came: str, todo: str, code: str = "") -> SearchError:
        return SearchError(f"the search server {self.url}: expected {expected}, but {came}. {todo}", code=code)

    @contextmanager
    def _asking(self, what: str) -> Iterator[None]:
        """Turns whatever goes wrong while something is asked into a sentence."""
        try:
            yield
        except MeilisearchApiError as error:
            code = error.code or ""
            came = f"it answered {error.status_code}: {error.message.rstrip('.')[:300]}"
            todo = "The next run tries again."
            if error.status_code in (401, 403):
                todo = f"${ADMIN_KEY} is to be a key of this server that may do everything (GET /keys shows them)."
                if code == "missing_master_key":
                    todo = "Start the server with a master key: without one anybody may change what it holds."
            raise self._wrong(f"an answer ({what})", came, todo, code) from error
        except MeilisearchTimeoutError as error:
            late = f"none came within {self._limits.answer} seconds"
            raise self._wrong(f"an answer ({what})", late, "Is it overloaded? The next run tries again.") from error
        except MeilisearchCommunicationError as error:
            gone = f"it cannot be reached ({_reason(error)})"
            raise self._wrong(f"an answer ({what})", gone, "Is it running at this address?") from error
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            # Not a Meilisearch, or something in between: its answer is no JSON, or JSON of another shape.
            strange = f"what came is none of its own ({type(error).__name__})"
            raise self._wrong(f"an answer ({what})", strange, "Is another program at this address?") from error


def _failure(task: Task) -> Failure | None:
    if task.status == "succeeded":
        return None
    said = task.error or {}
    words = str(said.get("message") or f"task {task.uid} was {task.status}")
    return Failure(words, str(said.get("code") or ""), said.get("type") == "invalid_request")


def _reason(error: Exception) -> str:
    """The last part of a chain of causes, which is the one that a person understands."""
    return str(error).rpartition(":")[2].strip(" )'\"") or type(error).__name__
