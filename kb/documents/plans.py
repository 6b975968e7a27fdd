"""The formats of a plan for monitoring and evaluation."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kb.documents import FORMATS, plan_docx, plan_xlsx
from kb.monitoring import Plan

WRITERS: Mapping[str, Callable[[Plan], bytes]] = {"xlsx": plan_xlsx.write, "docx": plan_docx.write}
MEDIA_TYPES: Mapping[str, str] = {ending: FORMATS[ending].media_type for ending in WRITERS}
