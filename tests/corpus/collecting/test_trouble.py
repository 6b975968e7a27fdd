"""Certificates that are not trusted, and trouble of our own."""

from __future__ import annotations

import ipaddress
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from corpus.collecting import folder_of
from tests.corpus.collecting import pages
from tests.corpus.collecting.conftest import Collector
from tests.corpus.collecting.site import Site, serving


def certificate(path: Path) -> Path:
    """A certificate for 127.0.0.1, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def test_a_certificate_that_nobody_vouches_for_is_refused(collector: Collector, tmp_path: Path) -> None:
    path = certificate(tmp_path / "site.pem")
    with serving(path) as site:
        collector.sites.append(site)
        site.put("/page", pages.article("A page"))
        done = collector.kb("collect", "--address", f"{site.base}/page")
        assert done.returncode == 1
        assert "no secure connection: certificate verify failed" in done.stderr
        assert site.asked == []
        done = collector.kb("collect", "--address", f"{site.base}/page", SSL_CERT_FILE=str(path))
        assert done.returncode == 0, done.stderr


def test_trouble_of_our_own_stops_the_run_and_loses_nothing(collector: Collector, site: Site) -> None:
    for number in range(5):
        site.put(f"/{number}", pages.article(f"Page {number}"))
    collector.documents(*(f"{site.base}/{number}" for number in range(5)))
    warc = folder_of(collector.home) / "warc"
    warc.parent.mkdir()
    warc.write_text("in the way")
    done = collector.kb("collect", "documents")
    assert done.returncode == 1
    assert "kb: collecting broke off: " in done.stderr
    assert "run the command again to go on" in done.stderr
    warc.unlink()
    (run,) = collector.collect("documents")
    assert (run["id"], run["done"], run["issues"]) == (1, 5, [])
    shutil.rmtree(warc)
    (again,) = collector.collect("documents", "--from-archive", code=1)
    assert {issue["kind"] for issue in again["issues"]} == {"markup"}
