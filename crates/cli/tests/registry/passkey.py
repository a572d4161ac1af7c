"""Signs up and in at a registry with the software authenticator of soft-webauthn."""

import base64
import json
import sys
import urllib.request

from soft_webauthn import SoftWebauthnDevice

URL = sys.argv[1]


def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(URL + path, data, headers, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer), answer.headers.get_all("Set-Cookie") or []


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def credential(made):
    response = {name: encode(value) for name, value in made["response"].items() if value}
    return {
        "id": encode(made["rawId"]),
        "rawId": encode(made["rawId"]),
        "type": "public-key",
        "response": response,
    }


device = SoftWebauthnDevice()
names = {"username": "softie", "email": "softie@example.test"}
begun, _ = call("POST", "/auth/webauthn/registration/begin", names)
options = begun["options"]
options["publicKey"]["challenge"] = decode(options["publicKey"]["challenge"])
options["publicKey"]["user"]["id"] = decode(options["publicKey"]["user"]["id"])
made = device.create(options, URL)
call("POST", "/auth/webauthn/registration/finish?username=softie", credential(made))

for _ in range(2):
    begun, _ = call("GET", "/auth/webauthn/login/begin?username=softie")
    options = begun["options"]
    options["publicKey"]["challenge"] = decode(options["publicKey"]["challenge"])
    got = device.get(options, URL)
    done, cookies = call("POST", "/auth/webauthn/login/finish?username=softie", credential(got))
    assert done["message"] == "Login Success" and len(cookies) == 3, done
print("signed in twice")
