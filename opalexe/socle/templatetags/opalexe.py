"""Tags and filters of every template (built in: no `{% load %}`)."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from django import template
from django.conf import settings
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@cache
def _dessin(nom: str) -> str:
    path = settings.NODE_MODULES / "bootstrap-icons" / "icons" / f"{nom}.svg"
    svg: str = path.read_text(encoding="utf-8")
    return svg[svg.index(">") + 1 : svg.rindex("</svg>")]


@register.simple_tag
def icone(nom: str, texte: str = "") -> SafeString:
    """Draw a Bootstrap icon inline. With `texte` it is an image so named, without it is decoration."""
    drawing = mark_safe(_dessin(nom))  # noqa: S308 - file of a pinned package, not anybody's input
    if texte:
        return format_html(
            '<svg class="icone" viewBox="0 0 16 16" role="img" aria-label="{}">{}</svg>', texte, drawing
        )
    return format_html('<svg class="icone" viewBox="0 0 16 16" aria-hidden="true">{}</svg>', drawing)


@register.filter
def taille(octets: int) -> str:
    """Write a size as French people do: "486,1 ko", with decimal multiples."""
    if octets < 1000:
        return f"{octets}\u00a0o"
    value = octets / 1000
    units = ["To", "Go", "Mo", "ko"]
    while value >= 999.95 and len(units) > 1:
        value /= 1000
        units.pop()
    # Rounded first: Django cuts decimals, the browser rounds them.
    return f"{formats.number_format(round(value, 1), 1)}\u00a0{units[-1]}"


@register.filter
def date_heure(instant: datetime | None) -> str:
    """Write an instant in Paris time: "23/12/2020 à 15h36" ("" for none)."""
    if instant is None:
        return ""
    return timezone.localtime(instant).strftime("%d/%m/%Y à %Hh%M")


@register.filter
def jour(value: date | datetime | None) -> str:
    """Write a day: "23/12/2020" ("" for none)."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return value.strftime("%d/%m/%Y")


@register.filter
def jours_depuis(instant: datetime | None) -> int:
    """Return how many days of the calendar have passed since an instant (0 for none)."""
    if instant is None:
        return 0
    return (timezone.localdate() - timezone.localtime(instant).date()).days


@register.filter
def il_y_a(instant: datetime | None) -> str:
    """Say how long ago in whole days, as one counts at a desk: "aujourd’hui", "hier", "il y a 12 jours"."""
    if instant is None:
        return ""
    days = jours_depuis(instant)
    if days <= 0:
        return "aujourd’hui"
    if days == 1:
        return "hier"
    return f"il y a {days}\u00a0jours"


@register.simple_tag(takes_context=True)
def avec(context: template.Context, **changes: object) -> str:
    """Return the query string of the current address with some values changed (None removes one)."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def basculer(context: template.Context, nom: str, valeur: str) -> str:
    """Return the query string with one value of a repeated name added, or taken away if it is there."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    values = query.getlist(nom)
    query.setlist(nom, [each for each in values if each != valeur] if valeur in values else [*values, valeur])
    return f"?{query.urlencode()}"
