"""The library of indicators, the page of one, and the plan for monitoring and evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from kb.challenges import challenges
from kb.documents import INDICATOR_FORMATS, Edition, Format, IndicatorValues
from kb.documents.plan_wording import plan_label, rule, why
from kb.documents.plans import MEDIA_TYPES, WRITERS
from kb.errors import UsageError
from kb.indicators import Value, by_unit, cards, values
from kb.messages import Message
from kb.monitoring import Plan, check_indicators, plan
from kb.references import Reference, formatted, of_page
from kb.results import number_text
from kb.vocabulary import nearest, scheme
from web import downloads
from web.context import contents, lang, reference
from web.indicators.chart import Scale, scale
from web.language import absolute
from web.search.page import by_country

blueprint = Blueprint("indicators", __name__, url_prefix="/indicators")


@dataclass(frozen=True)
class UnitTable:
    """The values of an indicator in one unit, and the scale of their chart if there is one."""

    unit: str
    values: list[Value]
    scale: Scale | None


@blueprint.get("")
def index() -> ResponseReturnValue:
    """List the indicators with the number of values and countries of each."""
    return render_template(
        "indicators/index.html",
        indicators=scheme("indicator"),
        cards=cards(),
        found=values(contents().practices.values(), lang()),
    )


@blueprint.get("/<code>")
def indicator(code: str) -> ResponseReturnValue:
    """Show an indicator with every value of the base; 404 that names the nearest for an unknown one."""
    if code not in cards():
        raise NotFound(Message("unknown indicator %(code)r%(hint)s", code=code, hint=nearest(code, cards())))
    practices = contents().practices
    every = values(practices.values(), lang())[code]
    return render_template(
        "indicators/indicator.html",
        term=scheme("indicator")[code],
        card=cards()[code],
        tables=[
            UnitTable(unit, some, scale(unit, [value.result.value for value in some])) for unit, some in by_unit(every)
        ],
        units=scheme("unit"),
        number=lambda value: number_text(Decimal(str(value)), lang()),
        count=len(every),
        countries=len({value.practice.country for value in every}),
        guidance=[practices[slug] for slug in cards()[code].guidance if slug in practices],
        citation=formatted(_reference(code), lang()),
        challenges=[name for name, found in challenges().items() if code in found.indicators],
    )


@blueprint.get("/<code>.<ending>")
def values_file(code: str, ending: str) -> ResponseReturnValue:
    """Give the values of an indicator as a file."""
    code, _, ending = f"{code}.{ending}".partition(".")  # an ending has dots, a code has none
    if code not in cards():
        raise NotFound(Message("unknown indicator %(code)r%(hint)s", code=code, hint=nearest(code, cards())))
    page = absolute(url_for("indicators.indicator", code=code))

    def table(form: Format[IndicatorValues]) -> IndicatorValues:
        found = values(contents().practices.values(), lang())[code]
        if not found:
            raise UsageError(gettext("Nothing was found: there is nothing to take away."))
        return IndicatorValues(code, lang(), found)

    return downloads.document(
        f"indicator-{code}",
        ending,
        INDICATOR_FORMATS,
        table,
        Edition(page),
        lambda: _reference(code),
    )


def _reference(code: str) -> Reference:
    """Return the reference of the page of an indicator."""
    name = scheme("indicator")[code].label.get(lang())
    page = absolute(url_for("indicators.indicator", code=code))
    return of_page(name, page, lang(), contents().as_at, downloads.today())


@blueprint.get("/plan")
def plan_page() -> ResponseReturnValue:
    """Show the form, and the plan of the reform that was chosen."""
    made = _plan()
    reforms = [practice for practice in contents().practices.values() if practice.kind != "guidance"]
    return render_template(
        "indicators/plan.html",
        plan=made,
        reforms=by_country(reforms, lang()),
        indicators=scheme("indicator").terms,
        chosen=[row.card.code for row in made.rows] if made else _indicators(),
        endings=WRITERS,
        word=plan_label,
        rule=rule,
        why=why,
    )


@blueprint.get("/plan.<ending>")
def plan_file(ending: str) -> ResponseReturnValue:
    """Give the plan as a file."""
    if ending not in WRITERS:
        raise NotFound(Message("this page is offered as %(formats)s", formats=", ".join(WRITERS)))
    made = _plan()
    if made is None:
        raise UsageError(gettext("No reform was chosen."))
    name = f"plan-{made.practice.id}-{made.lang}.{ending}"
    return Response(
        WRITERS[ending](made),
        content_type=MEDIA_TYPES[ending],
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


def _plan() -> Plan | None:
    """Return the plan that the address asks for; raise `UsageError` for an unknown reform or indicator."""
    slug, indicators = request.args.get("practice", "").strip(), _indicators()
    return plan(contents().practices, slug, indicators, lang(), reference()) if slug else None


def _indicators() -> tuple[str, ...]:
    return check_indicators(code for code in request.args.getlist("indicator") if code.strip())
