"""How a person is reached: contact and address, parsed and put into one form."""

import re
from functools import lru_cache
from typing import Annotated, Self, cast

import phonenumbers
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from commerce.secrecy import blind_index

_GAP = re.compile("\n{3,}")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(text: str) -> str:
    """`text` without outer space; refuses control and bidirectional-override signs."""
    if _CONTROL.search(text):
        raise ValueError("control_characters")
    return text.strip()


def plain_lines(text: str) -> str:
    """The same for words in lines; more than one empty line in a row becomes one."""
    lines = (plain(line) for line in text.replace("\r\n", "\n").strip().split("\n"))
    return _GAP.sub("\n\n", "\n".join(lines))


def phone_e164(text: str, country: str = "CN") -> str:
    """A phone number in E.164 (+8613800138000). Raises ValueError('phone')."""
    if (mobile := _mobiles(country)) and mobile[0].fullmatch(text):
        return mobile[1] + text  # what nearly all type; the library takes 30 times as long
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as unreadable:
        raise ValueError("phone") from unreadable
    if not phonenumbers.is_valid_number(number):
        raise ValueError("phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=300)
def _mobiles(country: str) -> tuple[re.Pattern[str], str] | None:
    """The form of a country's mobile numbers as people write them there, and what stands before.

    From the library's own tables; without those that it might read otherwise, as they begin with
    something that is dialled first.
    """
    known = phonenumbers.PhoneMetadata.metadata_for_region(country)
    if known is None or known.mobile is None or not known.mobile.national_number_pattern:
        return None
    dialled = known.national_prefix_for_parsing
    unless = f"(?!{dialled})" if dialled else ""
    form = f"(?!0){unless}(?:{known.mobile.national_number_pattern})"
    return re.compile(form, re.ASCII), f"+{known.country_code}"


def email_form(text: str) -> str:
    """An e-mail address in lower case. Raises ValueError('email')."""
    local, at, domain = text.strip().lower().rpartition("@")
    fits = at and local and len(text) <= 254 and "." in domain and not domain.startswith(".")
    odd = any(sign.isspace() or sign in '<>"(),;:\\' for sign in text.strip())
    if not fits or odd or domain.endswith(".") or ".." in domain:
        raise ValueError("email")
    return f"{local}@{domain}"


Plain = AfterValidator(plain)
PlainLines = AfterValidator(plain_lines)
Line = Annotated[str, StringConstraints(max_length=120), Plain]
Needed = Annotated[str, StringConstraints(min_length=1, max_length=120), Plain]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class Contact(BaseModel):
    """Who receives, and how to reach them: phone or e-mail suffices. Phone is E.164."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, StringConstraints(min_length=1, max_length=60), Plain]
    email: Annotated[str, StringConstraints(max_length=254)] | None = None
    phone: Annotated[str, StringConstraints(max_length=32)] | None = Field(
        default=None, validate_default=True
    )

    @model_validator(mode="before")
    @classmethod
    def _blank_is_none(cls, given: object) -> object:
        if isinstance(given, dict):
            return {k: (None if v == "" and k != "name" else v) for k, v in given.items()}  # pyright: ignore[reportUnknownVariableType]
        return given  # pyright: ignore[reportUnknownVariableType]

    @field_validator("email")
    @classmethod
    def _email(cls, email: str | None) -> str | None:
        return email_form(email) if email else None

    @field_validator("phone")
    @classmethod
    def _phone(cls, phone: str | None, info: ValidationInfo) -> str | None:
        if phone:
            context = cast("dict[str, str]", info.context or {})
            return phone_e164(phone, context.get("country", "CN"))
        # Told together with what is wrong elsewhere; an e-mail that is wrong is not among `data`.
        if info.data.get("email", "wrong") is None:
            raise ValueError("phone_or_email")
        return None

    @classmethod
    def parse(cls, given: object, country: str) -> Self:
        """A contact with its phone read as one of `country` if it has no country code.

        Raises pydantic's ValidationError with the codes 'phone', 'email', 'phone_or_email'.
        """
        return cls.model_validate(given, context={"country": country})


class Address(BaseModel):
    """Where to deliver. `region` is a province or state; the rest as people write it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    country: Country
    region: Line = ""
    city: Needed
    district: Line = ""
    line1: Needed
    line2: Line = ""
    postcode: Annotated[str, StringConstraints(max_length=16), Plain] = ""

    @model_validator(mode="before")
    @classmethod
    def _none_is_blank(cls, given: object) -> object:
        if isinstance(given, dict):
            return {k: ("" if v is None else v) for k, v in given.items()}  # pyright: ignore[reportUnknownVariableType]
        return given  # pyright: ignore[reportUnknownVariableType]


def phone_index(phone: str) -> bytes:
    """The blind index of a phone in E.164."""
    return blind_index("phone", phone)


def email_index(email: str) -> bytes:
    """The blind index of an e-mail in lower case."""
    return blind_index("email", email)


def masked_name(name: str) -> str:
    """How a name begins: 李***."""
    return f"{name[:1]}***" if name else ""


def masked(reach: str) -> str:
    """A phone or e-mail with its middle hidden: +86138****8000, a***@example.com."""
    if "@" in reach:
        local, _, domain = reach.partition("@")
        return f"{local[:1]}***@{domain}"
    return reach[:-8] + "****" + reach[-4:] if len(reach) > 8 else "****"
