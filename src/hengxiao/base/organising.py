"""Organisations, homes and posts (单位、所在单位、任职): the only writers; each one transaction and audit entry."""

from __future__ import annotations

from datetime import date

from django.dispatch import Signal

from hengxiao.base.acting import acting, require
from hengxiao.base.actions import require_open, sort_key
from hengxiao.base.enums import OrganisationKind, Role
from hengxiao.base.errors import ActionError, LateError
from hengxiao.base.models import Organisation, Person, Post
from hengxiao.base.viewer import Viewer

# Sent inside the action's transaction, so that what rests on the tree follows it or nothing changes.
organisation_moved = Signal()


def change_organisation(
    *,
    viewer: Viewer,
    organisation: Organisation,
    name: str,
    kind: OrganisationKind | str,
    parent: Organisation | None,
) -> Organisation:
    """Rename an organisation or move it in the tree (修改单位): it takes everything below along.

    Raises:
        ForbiddenError: the viewer is not the system administrator.
        ActionError: it would come below itself, or below a closed organisation.
    """
    with acting(viewer, "base.change_organisation", f"organisation:{organisation.code}") as entry:
        require(viewer.has(Role.SYSTEM_ADMIN))
        paths = dict(Organisation.objects.select_for_update().order_by("pk").values_list("pk", "path"))
        row = Organisation.objects.get(pk=organisation.pk)
        above = paths[parent.pk] if parent else "/"
        if above.startswith(row.path):
            raise ActionError("base.below_itself", name=row.name).beside("parent")
        if parent is not None and parent.pk != row.parent_id:
            require_open(parent, "parent")
        entry.before = _facts(row)
        old, moves = row.path, row.parent_id != (parent.pk if parent else None)
        row.name, row.kind, row.parent, row.sort_key = name, kind, parent, sort_key(name)
        row.path = f"{above}{row.pk}/"
        row.save(update_fields=["name", "kind", "parent", "sort_key", "path"])
        if moves:
            below = list(Organisation.objects.filter(path__startswith=old).exclude(pk=row.pk))
            for each in below:
                each.path = row.path + each.path.removeprefix(old)
            Organisation.objects.bulk_update(below, ["path"], batch_size=500)
            entry.facts["below"] = len(below)
        organisation_moved.send(Organisation, organisation=row)
        entry.after = _facts(row)
    return row


def set_organisation_active(*, viewer: Viewer, organisation: Organisation, active: bool) -> Organisation:
    """Close an organisation or put it in use again (停用、启用单位); what it has filed stays where it is.

    Raises:
        ForbiddenError: the viewer is not the system administrator.
        ActionError: organisations below are in use, or the one above is closed.
        LateError: it is so already.
    """
    verb = "base.open_organisation" if active else "base.close_organisation"
    with acting(viewer, verb, f"organisation:{organisation.code}"):
        require(viewer.has(Role.SYSTEM_ADMIN))
        if active and organisation.parent is not None:
            require_open(organisation.parent)
        if not active and Organisation.objects.filter(parent=organisation, active=True).exists():
            raise ActionError("base.in_use_below", name=organisation.name)
        if not Organisation.objects.filter(pk=organisation.pk, active=not active).update(active=active):
            raise LateError("base.too_late")
        organisation.refresh_from_db()
    return organisation


def _facts(row: Organisation) -> dict[str, str]:
    return {"name": row.name, "kind": str(row.kind), "parent": row.parent.code if row.parent else "", "path": row.path}


def change_person(*, viewer: Viewer, person: Person, name: str, organisation: Organisation) -> Person:
    """Correct a person's name or home organisation (修改人员): roles and posts stay as they are, see `means_of_move`.

    Raises:
        ForbiddenError: the viewer is not the system administrator.
        ActionError: no name, or the organisation is closed.
        LateError: somebody changed the person meanwhile.
    """
    with acting(viewer, "base.change_person", f"person:{person.username}") as entry:
        require(viewer.has(Role.SYSTEM_ADMIN))
        if not name.strip():
            raise ActionError("base.name_missing")
        if organisation.pk != person.organisation_id:
            require_open(organisation)
        home = person.organisation.code if person.organisation else ""
        entry.before = {"name": person.name, "organisation": home}
        seen = Person.objects.filter(pk=person.pk, name=person.name, organisation=person.organisation)
        if not seen.update(name=name.strip(), organisation=organisation):
            raise LateError("base.too_late")
        entry.after = {"name": name.strip(), "organisation": organisation.code}
        entry.facts = {"from": home, "to": organisation.code, "renamed": person.name != name.strip()}
        person.refresh_from_db()
    return person


def change_post(*, viewer: Viewer, post: Post, title: str, since: date, until: date | None = None) -> Post:
    """Correct a post or say when it ended (修改任职).

    Raises:
        ForbiddenError: the viewer is not the system administrator.
        ActionError: it ends before it begins.
    """
    with acting(viewer, "base.change_post", f"person:{post.person.username}") as entry:
        require(viewer.has(Role.SYSTEM_ADMIN))
        if until and until < since:
            raise ActionError("base.ends_before_it_begins").beside("until")
        entry.before = {"title": post.title, "since": post.since, "until": post.until}
        post.title, post.since, post.until = title, since, until
        post.save(update_fields=["title", "since", "until"])
        entry.after = {"title": title, "since": since, "until": until}
    return post


def remove_post(*, viewer: Viewer, post: Post) -> None:
    """Strike out a post that was noted by mistake (删除任职).

    Raises:
        ForbiddenError: the viewer is not the system administrator.
        LateError: it is gone already.
    """
    with acting(viewer, "base.remove_post", f"person:{post.person.username}") as entry:
        require(viewer.has(Role.SYSTEM_ADMIN))
        entry.before = {"organisation": post.organisation.code, "title": post.title, "since": post.since}
        if not Post.objects.filter(pk=post.pk).delete()[0]:
            raise LateError("base.too_late")
