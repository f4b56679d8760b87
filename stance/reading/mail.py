"""E-mail messages (EML) -> the text of the body, and what is attached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from io import BytesIO
from typing import NamedTuple

from stance.errors import InputError
from stance.reading.decoding import clean, detect, labelled
from stance.reading.plain import Article

# A message has at least one of these.
_HEADERS = ("from", "to", "subject", "date", "message-id", "received", "mime-version")

# Where the page says so much more than the plain text, the plain text only points to it.
_FULLER = 3

# What the standard library lets through on broken headers and parts.
_DAMAGE = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


class Attachment(NamedTuple):
    """A file sent along."""

    name: str
    data: bytes


class Mail(NamedTuple):
    """A message: its own words, if any, and the files that came with it."""

    article: Article | None
    attachments: tuple[Attachment, ...]


def from_eml(data: bytes, name: str) -> Mail:
    """A message taken apart.

    Subject, sender and day become title, source and date. Of a body that is there as plain text
    and as a page, the plain text is taken unless the page says far more.

    Args:
        data: The message as it was sent.
        name: What to call it in messages.

    Raises:
        InputError: It is no e-mail message.
    """
    try:
        message = message_from_bytes(data)
        parts = list(_parts(message))
    except _DAMAGE as error:
        raise _no_message(name) from error
    if not any(message.get(header) for header in _HEADERS):
        raise _no_message(name)
    plain: list[str] = []
    pages: list[str] = []
    attachments: list[Attachment] = []
    for number, part in enumerate(parts, start=1):
        kind = part.get_content_type()
        attached = _file_name(part) or part.get_content_disposition() == "attachment"
        if kind == "text/plain" and not attached:
            plain.append(_text(part))
        elif kind == "text/html" and not attached:
            pages.append(_page(part, name))
        else:
            attachments.append(Attachment(_name_of(part, number), _bytes(part)))
    body, page = "\n\n".join(filter(None, plain)), "\n\n".join(filter(None, pages))
    text = page if len(page) > _FULLER * len(body) else body
    shown, address = parseaddr(_header(message, "from"))
    article = Article(
        text,
        title=_header(message, "subject"),
        source=shown or address,
        published=_day(message),
    )
    return Mail(article if text.strip() else None, tuple(attachments))


def _parts(message: Message) -> Iterator[Message]:
    """The leaves of a message; one message inside another is a leaf."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inside = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list):
            waiting += [one for one in reversed(inside) if isinstance(one, Message)]
        else:
            yield part


def _bytes(part: Message) -> bytes:
    try:
        if part.get_content_type() == "message/rfc822":
            inside = part.get_payload()
            inner = inside[0] if isinstance(inside, list) and inside else None
            return inner.as_bytes() if isinstance(inner, Message) else b""
        found = part.get_payload(decode=True)
    except _DAMAGE:
        return b""
    return found if isinstance(found, bytes) else b""


def _text(part: Message) -> str:
    try:
        data = labelled(_bytes(part), part.get_content_charset())
        encoding = detect(BytesIO(data), "The message")
        text = clean(data.decode(encoding.name, encoding.errors)).strip()
        flowed = str(part.get_param("format", "")).lower() == "flowed"
    except (InputError, *_DAMAGE):
        return ""
    # Lines that end in a space go on (RFC 3676), save the mark of a signature.
    return re.sub(r"(?<!^--) \n(?!>)", " ", text, flags=re.MULTILINE) if flowed else text


def _page(part: Message, name: str) -> str:
    from stance.reading.webpage import from_html

    try:
        return from_html(labelled(_bytes(part), part.get_content_charset()), name).text
    except (InputError, *_DAMAGE):
        return ""


def _header(message: Message, key: str) -> str:
    raw = message.get(key, "")
    return _decoded(str(raw))


def _decoded(raw: str) -> str:
    try:
        raw = str(make_header(decode_header(raw)))
    except _DAMAGE:
        pass  # an unknown encoding; its letters as they came tell more than nothing
    return " ".join(raw.split())


def _day(message: Message) -> date | None:
    """The day as the sender's clock had it."""
    try:
        return parsedate_to_datetime(str(message.get("date", ""))).date()
    except _DAMAGE:
        return None


def _file_name(part: Message) -> str:
    try:
        return _decoded(str(part.get_filename() or ""))
    except _DAMAGE:
        return ""


def _name_of(part: Message, number: int) -> str:
    """The name of an attachment, or one made for it."""
    found = _file_name(part)
    if part.get_content_type() == "message/rfc822" and not found.lower().endswith(".eml"):
        return f"{found or f'message {number}'}.eml"
    if found:
        return found
    endings = {"text/html": "html", "text/plain": "txt", "application/pdf": "pdf"}
    ending = endings.get(part.get_content_type(), part.get_content_subtype())
    return f"part {number}.{ending}"


def _no_message(name: str) -> InputError:
    return InputError(
        f"{name} is no e-mail message.",
        "Expected one with a sender, a subject or a date (.eml).",
        "Save the message again from the mail program, or its text as plain text (.txt).",
    )
