"""Every setting, declared once: name, default, what it does. `docs/operations.md` is held to this table by a test."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from platformdirs import user_cache_path
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from kb.countries import find_nation
from kb.errors import UsageError


def _of_corpus(name: str) -> Path:
    return Path(__file__).resolve().parent.parent / "corpus" / name


def _smtp(url: str) -> str:
    if url and urlsplit(url).scheme not in ("smtp", "smtps"):
        raise ValueError("begins with smtp:// or smtps://")
    return url


class Settings(BaseSettings):
    """Read from environment variables of the prefix `KB_`."""

    model_config = SettingsConfigDict(env_prefix="KB_", env_ignore_empty=True, frozen=True, extra="ignore")

    home: Path = Field(Path("var"), description="folder of the store and the index")
    cache: Path = Field(user_cache_path("kb"), description="folder of the unpacked encoder; may be emptied at any time")
    practices: Path = Field(
        default_factory=lambda: _of_corpus("practices"), description="folder of the practice files that `kb init` loads"
    )
    sources: Path = Field(
        default_factory=lambda: _of_corpus("sources"), description="folder of the sources that `kb collect` knows"
    )
    contact: str = Field(
        "", description="mail or web address at which owners of sites reach who collects; `kb collect` needs it"
    )
    collect_allow: str = Field(
        "", description="hosts with port that `kb collect` may ask though they are not public; for tests only"
    )
    encoder: str = Field(
        "bundled", description="`bundled`, a local folder, or a hub id with its revision (org/name@revision)"
    )
    vectors: Literal["faiss", "milvus"] = Field("faiss", description="where new indexes keep their vectors")
    milvus_uri: str = Field("", description="address of Milvus, or a file ending in .db for Milvus Lite")
    milvus_token: str = Field("", description="user:password or key for Milvus")
    host: str = Field("127.0.0.1", description="address on which `kb serve` listens")
    port: int = Field(8000, ge=1, le=65535, description="port on which `kb serve` listens")
    threads: int = Field(8, ge=1, le=64, description="requests that `kb serve` answers at once")
    site_url: str = Field(
        "", description="public address of the site, for permanent links; the request's own when empty"
    )
    secret_key: str = Field(
        "", description="signs cookies, encrypts second factors; made once and kept in KB_HOME when empty"
    )
    proxies: int = Field(0, ge=0, le=5, description="web servers in front of this one whose X-Forwarded- headers hold")
    limits_storage: str = Field(
        "memory://", description="where rate limits are counted: `memory://`, or an address of the package limits"
    )
    smtp_url: Annotated[str, AfterValidator(_smtp)] = Field(
        "", description="mail server, smtp://user:password@host:587 or smtps://; letters are printed when empty"
    )
    smtp_from: str = Field("kb@localhost", description="sender of letters")
    oidc_issuer: str = Field("", description="OpenID Connect provider for single sign-on; none when empty")
    oidc_client_id: str = Field("", description="name of this site at the provider")
    oidc_client_secret: str = Field("", description="its secret at the provider")
    oidc_name: str = Field("OpenID Connect", description="what people call the provider")
    review_months: int = Field(
        12, ge=1, le=120, description="months after which a practice that was verified is due for review"
    )
    reference: Annotated[str, BeforeValidator(find_nation)] = Field(
        "IDN", description="country whose conditions others are measured against (ISO 3166-1 alpha-3)"
    )

    @property
    def address(self) -> str:
        """Public address of the site as letters name it; a request's own could be forged."""
        return self.site_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def store_path(self) -> Path:
        """File of the store."""
        return self.home / "store.sqlite"

    @property
    def secret_key_path(self) -> Path:
        """File of the key that is made when `secret_key` is empty."""
        return self.home / "secret.key"

    @property
    def index_path(self) -> Path:
        """Folder of the index generations."""
        return self.home / "index"


@cache
def settings() -> Settings:
    """Return the settings of this process; raise `UsageError` that names the variable at fault."""
    try:
        return Settings()
    except ValidationError as error:
        faults = (
            f"KB_{str(item['loc'][0]).upper()}: {item['msg'].removeprefix('Value error, ')}" for item in error.errors()
        )
        raise UsageError("; ".join(faults)) from None
