"""The formats of a plan for monitoring and evaluation."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kb.documents import FORMATS, as_docx, as_xlsx, of_plan
from kb.monitoring import Plan

WRITERS: Mapping[str, Callable[[Plan], bytes]] = {
    "xlsx": lambda plan: as_xlsx.write(of_plan.workbook(plan)),
    "docx": lambda plan: as_docx.write(of_plan.document(plan)),
}
MEDIA_TYPES: Mapping[str, str] = {ending: FORMATS[ending].media_type for ending in WRITERS}
