"""Refusals of the service: an HTTP status, an OGC exception code and a sentence."""

from __future__ import annotations

from http import HTTPStatus

from geo.errors import ZhengtuError


class ServiceError(ZhengtuError):
    """A request cannot be answered; the sentence says what is wrong and what is allowed."""

    status = HTTPStatus.BAD_REQUEST
    code = "InvalidParameterValue"


class NotFoundError(ServiceError):
    """There is no such path, collection or record."""

    status = HTTPStatus.NOT_FOUND
    code = "NotFound"


class ReadOnlyError(ServiceError):
    """The service is read-only: GET and HEAD alone."""

    status = HTTPStatus.METHOD_NOT_ALLOWED
    code = "MethodNotAllowed"


class SlowError(ServiceError):
    """The answer took longer than a request may take."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "ServerBusy"
