"""Certificates that are made for a run, in files."""

import dataclasses
import datetime
import ipaddress
import os
import ssl

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclasses.dataclass(frozen=True)
class Secure:
    """A TCP port of the loopback interface that speaks TLS, and how a client does."""

    port: int
    context: ssl.SSLContext
    host: str = "localhost"

    def __str__(self):
        return str(self.port)


def _subject(common_name):
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example"), x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
    )


def _name(text):
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


class Certificate:
    """A certificate in the file `chain`, and its key in the file `key`."""

    def __init__(self, folder, common_name, names=(), *, issuer=None, days=(-1, 30), is_authority=False):
        key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.datetime.now(datetime.timezone.utc)
        builder = (
            x509.CertificateBuilder().subject_name(_subject(common_name))
            .issuer_name(issuer.certificate.subject if issuer else _subject(common_name))
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now + datetime.timedelta(days=days[0]))
            .not_valid_after(now + datetime.timedelta(days=days[1]))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName([_name(name) for name in names]), critical=False)
        self.private = key
        self.certificate = builder.sign(issuer.private if issuer else key, hashes.SHA256())
        self.chain = folder / f"{common_name}.pem"
        self.key = folder / f"{common_name}.key"
        self.chain.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        self.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        os.chmod(self.key, 0o600)

    @property
    def files(self):
        """As a listener's configuration names it."""
        return {"chain": str(self.chain), "key": str(self.key)}


class Certificates:
    """An authority, and what it signs."""

    def __init__(self, folder):
        self.folder = folder
        self.authority = Certificate(folder, "authority", is_authority=True)
        self.server = self.issue("localhost", ["localhost", "127.0.0.1"])

    def issue(self, common_name, names=(), **options):
        return Certificate(self.folder, common_name, names, issuer=self.authority, **options)

    def tls(self, *certificates, **members):
        """The `tls` of a listener."""
        return {"certificates": [one.files for one in certificates or [self.server]], **members}

    def context(self, certificate=None, **members):
        """How a client speaks TLS that trusts the authority, and shows a certificate where it has one."""
        context = ssl.create_default_context(cafile=str(self.authority.chain))
        if certificate:
            context.load_cert_chain(certificate.chain, certificate.key)
        for name, value in members.items():
            setattr(context, name, value)
        return context
