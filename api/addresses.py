"""A customer's address book."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.bodies import read_json
from api.documenting import BODY, PREFIX, body_of, refusals
from api.guards import CustomerVisit, client_ip, customer_at
from api.shapes_people import AddressItem, AddressList
from commerce.errors import InvalidInput, NotFound
from commerce.limits import Limit, count
from commerce.people import addresses
from commerce.people.addresses import AddressView, BookedAddress
from commerce.people.parsing import parsed

router = APIRouter(prefix=f"{PREFIX}/me/addresses", tags=["Customers"])
Text = Annotated[str, Field(max_length=254)]


class AddressBody(BaseModel):
    """Who receives, and where. `version`: of what you read, when saving an old one."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: Text
    phone: Text | None = None
    email: Text | None = None
    country: Text
    region: Text = ""
    city: Text
    district: Text = ""
    line1: Text
    line2: Text = ""
    postcode: Text = ""
    is_default: bool = False
    version: int | None = None

    def booked(self, country: str) -> BookedAddress:
        """The entry. Raises InvalidInput."""
        return BookedAddress.parse(self.model_dump(exclude={"is_default", "version"}), country)


@router.get("", response_model=AddressList, responses=refusals(401, 404))
async def list_addresses(request: Request) -> AddressList:
    """The book: the default one first, then the last used."""
    async with customer_at(request) as at:
        return await _book(at)


@router.post(
    "",
    status_code=201,
    response_model=AddressItem,
    responses=refusals(401, 404, *BODY),
    openapi_extra=body_of(AddressBody),
)
async def add_address(request: Request) -> AddressItem:
    """Put an address into the book; the first one is the default."""
    body = await read_json(request)
    await count(Limit.CHANGE_IP, client_ip(request))
    async with customer_at(request) as at:
        asked = parsed(AddressBody, body)
        booked = asked.booked(at.shop.country)
        return _item(
            await addresses.add_address(
                at.session, at.customer.id, booked, default=asked.is_default
            )
        )


@router.put(
    "/{address_id}",
    response_model=AddressItem,
    responses=refusals(401, 404, 409, *BODY),
    openapi_extra=body_of(AddressBody),
)
async def edit_address(request: Request, address_id: str) -> AddressItem:
    """Save an address; with `is_default` forms are filled from it from now on."""
    body = await read_json(request)
    await count(Limit.CHANGE_IP, client_ip(request))
    async with customer_at(request) as at:
        asked = parsed(AddressBody, body)
        if asked.version is None:
            raise InvalidInput.of("version", "missing")
        entry, booked = _id(address_id), asked.booked(at.shop.country)
        saved = await addresses.edit_address(
            at.session, at.customer.id, entry, booked, asked.version
        )
        if asked.is_default and not saved.is_default:
            await addresses.make_default(at.session, at.customer.id, entry)
        return next(each for each in (await _book(at)).items if each.id == entry)


@router.delete(
    "/{address_id}", status_code=204, response_class=Response, responses=refusals(401, 404)
)
async def delete_address(request: Request, address_id: str) -> Response:
    """Take an address out of the book."""
    await count(Limit.CHANGE_IP, client_ip(request))
    async with customer_at(request) as at:
        await addresses.delete_address(at.session, at.customer.id, _id(address_id))
    return Response(status_code=204)


async def _book(at: CustomerVisit) -> AddressList:
    found = await addresses.addresses_of(at.session, at.customer.id)
    return AddressList(items=[_item(each) for each in found])


def _item(view: AddressView) -> AddressItem:
    shown: dict[str, Any] = view.recipient.model_dump() | view.address.model_dump()
    return AddressItem(**shown, id=view.id, is_default=view.is_default, version=view.version)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("address") from None
