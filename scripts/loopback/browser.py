"""One kept-alive connection with cookies, as a browser behind the operator's TLS proxy has it."""

import http.client
import urllib.parse

FROM_PROXY = {"X-Forwarded-Proto": "https", "Referer": "https://127.0.0.1/", "Host": "127.0.0.1"}


class Browser:
    def __init__(
        self, port: int, cookies: dict[str, str] | None = None, timeout: float = 30
    ) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.cookies = dict(cookies or {})

    def ask(
        self, method: str, path: str, fields: dict | None = None, *, forwarded_for: str = ""
    ) -> tuple[int, str, dict]:
        headers = FROM_PROXY | {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if forwarded_for:
            headers["X-Forwarded-For"] = forwarded_for
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["X-CSRFToken"] = self.cookies.get("csrftoken", "")
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for value in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = value.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer.status, text, dict(answer.headers)

    def try_to_ask(
        self, method: str, path: str, fields: dict | None = None
    ) -> tuple[int, str, dict] | None:
        """The same; None when no whole answer came."""
        try:
            return self.ask(method, path, fields)
        except (OSError, http.client.HTTPException):
            self.connection.close()
            return None
