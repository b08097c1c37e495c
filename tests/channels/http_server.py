# SPDX-License-Identifier: BSL-1.0
"""An HTTP server on loopback that does what its paths are called.

    python3 http_server.py [tls] [SECRET ...]

Says "port N" when it listens. Ends when its standard input does, with a line of JSON for each request. Checks
signatures by Standard Webhooks. Paths: /status/N[/RETRY-AFTER] answers N; /redirect points to /status/200; /silent and
/cut say nothing or hang up behind the request; /half stops within its reply; /endless never ends it.
"""

import base64
import hashlib
import hmac
import json
import os
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

requests = []


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def signed_by(self, body):
        text = f"{self.headers['Webhook-Id']}.{self.headers['Webhook-Timestamp']}.".encode() + body
        given = (self.headers["Webhook-Signature"] or "").split(" ")
        good = []
        for secret in sys.argv[1:]:
            key = base64.b64decode(secret[6:]) if secret.startswith("whsec_") else secret.encode()
            wanted = "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
            good.append(wanted in given)
        return good

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        names = ["Authorization", "Content-Type", "Idempotency-Key", "Webhook-Id", "Webhook-Timestamp"]
        requests.append(
            {
                "path": self.path,
                "headers": [self.headers[name] for name in names if name in self.headers],
                "signed": self.signed_by(body),
                "body": json.loads(body),
            }
        )
        words = self.path.split("/")[1:]
        if words[0] == "silent":
            threading.Event().wait()
        if words[0] == "cut":
            self.close_connection = True
            return
        self.send_response(int(words[1]) if words[0] == "status" else 302 if words[0] == "redirect" else 200)
        if words[0] == "redirect":
            self.send_header("Location", "/status/200")
        if words[0] == "status" and len(words) > 2:
            self.send_header("Retry-After", words[2].replace("_", " "))
        reply = b"" if "204" in words else b"these are\nmy words \xff"  # A 204 has no body.
        self.send_header("Content-Length", str({"half": 1000, "endless": 1 << 40}.get(words[0], len(reply))))
        self.end_headers()
        self.wfile.write(reply)
        self.wfile.flush()
        if words[0] == "half":
            threading.Event().wait()
        while words[0] == "endless":
            self.wfile.write(b"x" * 65536)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass  # Clients that hang up are what is tested.


def end_with_parent():
    sys.stdin.read()
    for request in requests:
        print(json.dumps(request))
    sys.stdout.flush()
    os._exit(0)


server = Server(("127.0.0.1", 0), Handler)
if "tls" in sys.argv:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(os.path.dirname(os.path.abspath(__file__)), "localhost.pem"))
    server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=end_with_parent, daemon=True).start()
print("port", server.server_address[1], flush=True)
server.serve_forever()
