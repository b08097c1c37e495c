# SPDX-License-Identifier: BSL-1.0
"""A mail server on loopback that does what its recipients are called.

    python3 smtp_server.py [starttls|implicit] [close-after-mail]

Says "port N" when it listens. Ends when its standard input does, with a line of JSON for each mail that it took: what
Python's own email package reads out of it. Recipients: greylisted@ 451, unknown@ 550 (both at RCPT); too-busy@ 452, spam@
554, leaving@ 421 (at the end of the mail); cut@ and silent@ close the connection or say nothing there;
forgetful@ takes its first mail and closes the connection instead of saying so; dies@ takes the mail and is gone;
asleep@ says nothing at RCPT. The sender blocked@ gets 550. With "close-after-mail" a connection ends after each mail.
"""

import asyncio
import email
import email.policy
import json
import logging
import os
import ssl
import sys
import threading
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)  # Clients that hang up are what is tested.

try:
    from aiosmtpd.smtp import SMTP, AuthResult
except ImportError:
    print("missing aiosmtpd", flush=True)
    sys.exit(0)


def forever():
    return asyncio.get_running_loop().create_future()


def report(envelope):
    raw = envelope.original_content
    lines = raw.split(b"\r\n")
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    parts = [part for part in mail.walk() if not part.is_multipart()]
    shown = {
        "from": envelope.mail_from,
        "to": envelope.rcpt_tos,
        "headers": [[name, str(value)] for name, value in mail.items()],
        "type": mail.get_content_type(),
        "parts": [[part.get_content_type(), part.get_content()] for part in parts],
        "defects": [type(d).__name__ for part in mail.walk() for d in part.defects]
        + [type(d).__name__ for _, value in mail.items() for d in value.defects],
        "longest_line": max(map(len, lines)),
        "bare_breaks": sum(b"\n" in line or b"\r" in line for line in lines),
    }
    return json.dumps(shown, ensure_ascii=True)


taken = []
forgotten = []


def end():
    for line in taken:
        print(line)
    sys.stdout.flush()
    os._exit(0)


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("blocked@"):
            return "550 5.7.1 we do not take mail from you"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "asleep":
            await forever()
        if name == "greylisted":
            return "451 4.7.1 come back later"
        if name == "unknown":
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].split("@")[0]
        if name == "too-busy":
            return "452 4.3.1 no room"
        if name == "spam":
            return "554 5.7.1 this is spam"
        if name == "leaving":
            return "421 4.3.2 going down"
        if name == "cut":
            server.transport.abort()
            await forever()
        if name == "silent":
            await forever()
        taken.append(report(envelope))
        if name == "forgetful" and not forgotten:
            forgotten.append(True)
            server.transport.abort()
            await forever()
        if name == "dies":
            server.dies_next = True
        return "250 2.0.0 taken"


class Server(SMTP):
    dies_next = False

    async def push(self, status):
        await super().push(status)
        if self.dies_next and str(status).startswith("250"):
            end()
        if "close-after-mail" in sys.argv and "taken" in str(status):
            self.transport.close()


def login(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"acme", b"right"), handled=False)


def main():
    tls = next((mode for mode in ("starttls", "implicit") if mode in sys.argv), None)
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(os.path.dirname(os.path.abspath(__file__)), "localhost.pem"))

    def factory():
        return Server(
            Handler(),
            loop=loop,
            hostname="localhost",
            enable_SMTPUTF8=False,
            data_size_limit=1_900_000,
            tls_context=context if tls == "starttls" else None,
            require_starttls=tls == "starttls",
            auth_required=tls == "starttls",
            authenticator=login,
        )

    def end_with_parent():
        sys.stdin.read()
        end()

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    server = loop.run_until_complete(
        loop.create_server(factory, "127.0.0.1", 0, ssl=context if tls == "implicit" else None)
    )
    threading.Thread(target=end_with_parent, daemon=True).start()
    print("port", server.sockets[0].getsockname()[1], flush=True)
    loop.run_forever()


main()
