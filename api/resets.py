"""A new password for who forgot the old one."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.bodies import read_json
from api.customers import entered
from api.documenting import BODY, PREFIX, body_of, refusals
from api.guards import visiting
from api.shapes_people import ResetAnswer, SessionAnswer
from commerce.people import resetting
from commerce.people.codes import RESEND_SECONDS
from commerce.people.parsing import parsed
from commerce.people.resetting import UseReset

router = APIRouter(prefix=f"{PREFIX}/password-resets", tags=["Customers"])


class AskResetBody(BaseModel):
    """The e-mail or phone of the account."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    login: Annotated[str, Field(max_length=254)]


@router.post(
    "",
    status_code=202,
    response_model=ResetAnswer,
    responses=refusals(404, *BODY),
    openapi_extra=body_of(AskResetBody),
)
async def ask_reset(request: Request) -> ResetAnswer:
    """Have a link sent to the e-mail, or a code to the phone. Unknown accounts answer alike."""
    asked = parsed(AskResetBody, await read_json(request))
    async with visiting(request) as at:
        reached = await resetting.ask_reset(
            at.session, at.shop, asked.login, locale=at.locale, client_ip=at.client_ip
        )
        return ResetAnswer(way=reached.way, resend_seconds=RESEND_SECONDS)


@router.post(
    "/use",
    status_code=201,
    response_model=SessionAnswer,
    responses=refusals(404, *BODY),
    openapi_extra=body_of(UseReset),
)
async def use_reset(request: Request, response: Response) -> SessionAnswer:
    """Set the password with the link, or with phone and code; every other session ends."""
    command = UseReset.parse(await read_json(request))
    async with visiting(request) as at:
        customer = await resetting.use_reset(at.session, at.shop, command, client_ip=at.client_ip)
        return await entered(at, response, customer, remember=False)
