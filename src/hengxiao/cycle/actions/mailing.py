"""Released forms sent by e-mail (邮件发送公开内容): through the portal's gate, each sending in the audit log."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

from hengxiao.base.acting import acting, advance, require
from hengxiao.base.errors import ActionError
from hengxiao.base.limits import spend
from hengxiao.base.viewer import Viewer
from hengxiao.core.terms.catalogue import say
from hengxiao.cycle.editions import DOWNLOADS, about, edition_of
from hengxiao.cycle.enums import ReleaseState
from hengxiao.cycle.models import Release
from hengxiao.cycle.queries.releasing import examiners, public_releases, superseded


def may_mail(viewer: Viewer, release: Release) -> bool:
    """Whether the viewer may send a release by e-mail (可邮件发送): who examines releases, while it is public."""
    roles = set(examiners(release.version.filing.pack).values())
    return Release.objects.filter(viewer.rows(roles), pk=release.pk, state=ReleaseState.RELEASED).exists()


def mail_release(*, viewer: Viewer, release: Release, to: str, form: str) -> str:
    """Send a released form to an address (邮件发送公开内容), exactly as the portal hands it out; its digest.

    Raises:
        ForbiddenError: the viewer examines no releases there.
        LateError: it is not public, or no longer.
        ActionError: the site sends no mail, no such form, a malformed address, or the mail server does not take it.
    """
    with acting(viewer, "cycle.mail_release", f"release:{release.pk}") as entry:
        entry.facts = {"to": to, "form": form}
        advance(release, ReleaseState.RELEASED, ReleaseState.RELEASED, "cycle.not_released")
        require(may_mail(viewer, release))
        if not settings.MAIL_NOTICES:
            raise ActionError("cycle.mail_off")
        if form not in DOWNLOADS:
            raise ActionError("cycle.no_such_edition", form=form).beside("form")
        try:
            validate_email(to)
        except ValidationError:
            raise ActionError("base.email_malformed").beside("to") from None
        spend("upload", f"mail:{viewer.person.pk if viewer.person else 0}")
        row = superseded(public_releases()).get(pk=release.pk)
        media, suffix, made = DOWNLOADS[form]
        content = made(edition_of(row), about(row))
        facts = {
            "name": row.public_name, "year": row.year, "organisation": row.organisation.name,
            "address": f"{settings.SITE_ADDRESS.rstrip('/')}/cycle/portal/projects/{row.version.filing.project_id}/",
        }  # fmt: skip
        message = EmailMessage(
            say("cycle.mail_release_subject", "zh", facts), say("cycle.mail_release_body", "zh", facts), None, [to]
        )
        message.attach(f"release-{row.pk}.{suffix}", content, media)
        digest = hashlib.sha256(content).hexdigest()
        entry.facts["digest"] = digest
    try:
        message.send()  # after the transaction: a slow mail server holds up nobody who saves
    except OSError as error:
        with acting(viewer, "cycle.mail_release", f"release:{release.pk}") as entry:
            entry.facts = {"to": to, "form": form, "digest": digest}
            raise ActionError("cycle.mail_not_sent", why=type(error).__name__) from error
    return digest
