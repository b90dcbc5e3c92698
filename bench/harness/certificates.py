"""The certificate that all servers over TLS show: made for a run, trusted by its clients alone."""

import os
import ssl
import subprocess
from dataclasses import dataclass

from harness.processes import Failure, need


@dataclass(frozen=True)
class Certificate:
    """Files in PEM, in a folder that ends with the run. Servers may keep files of their own there."""

    folder: str

    @property
    def chain(self):
        return os.path.join(self.folder, "cert.pem")

    @property
    def key(self):
        return os.path.join(self.folder, "key.pem")

    def client(self):
        """The clients of this process: those that open many connections, and test a server."""
        context = ssl.create_default_context(cafile=self.chain)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        return context


def make(folder):
    """ECDSA on P-256, for this machine, for two days."""
    need("openssl", "apt-get install openssl")
    certificate = Certificate(folder)
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    command += ["-keyout", certificate.key, "-out", certificate.chain]
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode != 0:
        raise Failure(f"openssl makes no certificate: {made.stderr.strip()}")
    return certificate
