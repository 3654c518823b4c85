"""Uploaded files (上传文件)."""

import hashlib
import io
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from factories import SAMPLE, World
from hengxiao.base.errors import ActionError, ForbiddenError
from hengxiao.base.files import store_proved, store_upload, stored_bytes, stored_path
from hengxiao.base.models import Event, StoredFile
from hengxiao.base.proving import LARGEST, plain_name

pytestmark = pytest.mark.django_db


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def refused(world: World, name: str, data: bytes) -> ActionError:
    with pytest.raises(ActionError) as caught:
        store_upload(world.viewer("filler"), upload(name, data), world.unit)
    assert StoredFile.objects.count() == 0
    return caught.value


def test_a_form_is_kept_by_its_digest_and_given_back(world: World):
    data = SAMPLE.read_bytes()
    row = store_upload(world.viewer("filler"), upload(SAMPLE.name, data), world.unit)
    assert (row.format, row.size, row.digest) == ("docx", len(data), hashlib.sha256(data).hexdigest())
    assert stored_bytes(row) == data


def test_the_same_content_is_kept_once_under_the_name_each_gave_it(world: World, monkeypatch: pytest.MonkeyPatch):
    saved = []
    keep = default_storage.save
    monkeypatch.setattr(default_storage, "save", lambda path, content: saved.append(path) or keep(path, content))
    viewer, data = world.viewer("filler"), SAMPLE.read_bytes() + b"\n"
    first = store_upload(viewer, upload("一.docx", data), world.unit)
    assert store_upload(viewer, upload("一.docx", data), world.unit) == first
    second = store_upload(world.viewer("second_filler"), upload("张三的表.docx", data), world.unit)
    assert (second.name, second.uploaded_by.username) == ("张三的表.docx", "second_filler")
    assert (stored_bytes(second), saved) == (data, [stored_path(first.digest)])


@pytest.mark.parametrize(
    ("text", "mark"),
    [("秘密★10年\n目标", "秘密"), ("密级：机密\n目标", "机密"), ("绝 密\n目标", "绝密"), ("秘密  5年", "秘密")],
)
def test_a_text_marked_as_secret_is_refused_with_the_mark(world: World, text: str, mark: str):
    error = refused(world, "表.txt", text.encode())
    assert (error.code, error.facts["mark"]) == ("base.file_secret", mark)


def test_words_about_secrets_are_no_mark(world: World):
    data = "项目应当保守国家秘密和商业秘密，保密系统建设1套".encode()
    assert store_upload(world.viewer("filler"), upload("表.txt", data), world.unit).format == "text"


def test_macros_are_refused(world: World):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
        archive.writestr("word/vbaProject.bin", "x")
    assert refused(world, "表.docx", packed.getvalue()).code == "reading.macro"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + b"x" * 50, b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00\x01" * 50])
def test_other_kinds_are_refused_whatever_their_name(world: World, data: bytes):
    assert refused(world, "表.docx", data).code == "reading.unknown_type"


def test_a_file_that_is_too_large_is_refused(world: World):
    assert refused(world, "表.txt", b"a" * (LARGEST + 1)).code == "base.file_too_large"


def test_the_auditor_keeps_no_file(world: World):
    with pytest.raises(ForbiddenError):
        store_upload(world.viewer("auditor"), upload("表.txt", "目标".encode()), world.unit)
    assert Event.objects.latest("number").result == "refused"


def test_an_altered_original_is_not_opened(world: World):
    row = store_upload(world.viewer("filler"), upload("表.txt", "目标一".encode()), world.unit)
    with default_storage.open(stored_path(row.digest), "wb") as stream:
        stream.write(b"other")
    with pytest.raises(ActionError, match="file_altered"):
        stored_bytes(row)
    default_storage.delete(stored_path(row.digest))
    with pytest.raises(ActionError, match="file_gone"):
        stored_bytes(row)


@pytest.mark.parametrize(
    ("name", "kept"), [("../../etc/表.docx", "表.docx"), ("C:\\文件\\a.doc", "a.doc"), ("a\x00\u202eb.txt", "ab.txt")]
)
def test_names_lose_folders_and_control_characters(name: str, kept: str):
    assert plain_name(name) == kept


def test_each_organisation_keeps_its_own_row_and_the_bytes_lie_once(world: World):
    data = SAMPLE.read_bytes()
    first = store_upload(world.viewer("filler"), upload("一.docx", data), world.unit)
    other = store_upload(world.viewer("other_filler"), upload("二.docx", data), world.other_unit)
    assert (first.organisation, first.name) == (world.unit, "一.docx")
    assert (other.organisation, other.name, other.uploaded_by) == (
        world.other_unit,
        "二.docx",
        world.people["other_filler"],
    )
    assert default_storage.listdir(first.digest[:2])[1].count(first.digest) == 1
    assert stored_bytes(first) == stored_bytes(other) == data


def test_proved_bytes_are_kept_only_as_they_were_proved(world: World):
    data = "目标一".encode()
    about = {"name": "表.txt", "format_name": "text", "organisation": world.unit}
    digest = hashlib.sha256(data).hexdigest()
    row = store_proved(viewer=world.viewer("filler"), data=data, digest=digest, **about)
    assert stored_bytes(row) == data
    with pytest.raises(ActionError, match="file_altered"):
        store_proved(viewer=world.viewer("filler"), data=b"other", digest=digest, **about)
    with pytest.raises(ForbiddenError):
        store_proved(viewer=world.viewer("auditor"), data=data, digest=digest, **about)
