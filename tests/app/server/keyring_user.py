"""One run of Matinee, as far as the keyring hears of it.

`python -m tests.app.server.keyring_user STEPS` prints what each step said, and in the end what the
user would be told; all in JSON.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from app.server.credentials import Credentials, Session
from app.server.videos import Account

Step = tuple[str, str, str, str]
"""What is done at which server, with whose session, and with which token."""


def perform(credentials: Credentials, step: Step) -> str | None:
    name, server, account_id, token = step
    match name:
        case "keep":
            credentials.keep(server, Session(token, Account(account_id, account_id.title())))
        case "forget":
            credentials.forget(server, account_id, token)
        case _:
            session = credentials.session(server, account_id)
            return session.token if session else None
    return None


if __name__ == "__main__":
    kept = Credentials(5)
    said: list[Any] = [perform(kept, step) for step in json.loads(sys.argv[1])]
    sys.stdout.write(json.dumps([*said, kept.warning]) + "\n")
