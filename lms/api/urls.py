"""Addresses of the API, version 1; its description is served as OpenAPI."""

from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError

from lms.api import counts, public_counts
from lms.api.access import ruled
from lms.errors import Refused

api = NinjaAPI(
    title="Cascade",
    version="1",
    description="Figures with their rule, and the lists behind them.",
    urls_namespace="api-1",
    docs_url=None,  # its pages load scripts from elsewhere
)
api.add_router("", counts.router)
api.add_router("", public_counts.router)


@api.exception_handler(Refused)
def refuse(request, refusal: Refused):
    told = {"detail": refusal.sentence, "code": refusal.code}
    return api.create_response(request, told, status=422)


@api.exception_handler(AuthenticationError)
def ask_for_token(request, error: AuthenticationError):
    sentence = _("Send a token that is valid: Authorization: Bearer …")
    answer = api.create_response(request, {"detail": sentence, "code": "no_token"}, status=401)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


routes, _app, _namespace = api.urls
urlpatterns = routes
for route in urlpatterns:
    ruled(route.callback)
app_name = "ninja"
