"""How well search finds: legal texts written for the test, and what people would type to find each."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from opalexe.coffre.models import Document
from opalexe.essais.personnes import auteur
from opalexe.essais.scenes import ExpertiseComplete, expertise_complete
from opalexe.recherche import indexation, requetes
from opalexe.recherche.extraction import service
from opalexe.recherche.filtres import Filtres
from opalexe.recherche.requete import comprendre
from opalexe.recherche.tests.scene import deposer, dossier

ICI = Path(__file__).parent
PLANCHER = 0.95
"""Share of the searches whose documents are all among the first five."""


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> ExpertiseComplete:
    scene = expertise_complete()
    folder = dossier(scene.expertise, "expert", "correspondance")
    for path in sorted((ICI / "corpus").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        # Plain text is what the confined reader gives back: 48 processes would prove nothing more.
        monkeypatch.setattr(service, "extraire", lambda _file, _name, text=text: service.Extrait(text))
        indexation.indexer(deposer(scene.expert, folder, path.name, text).pk)
    return scene


@pytest.mark.django_db
def test_what_people_type_finds_what_they_mean(scene: ExpertiseComplete) -> None:
    assert auteur(scene.expert)
    with (ICI / "requetes.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file, delimiter="|"))
    assert len(lines) >= 60
    names = dict(Document.objects.values_list("pk", "nom"))
    missed, first = [], 0
    for line in lines:
        wanted = {f"{name}.txt" for name in line["documents"].split(";")}
        request = comprendre(line["requete"])
        assert not request.refus, line
        page = requetes.documents(request, scene.expert, Filtres(), 1).page
        found = [names[pk] for pk in page]
        if not wanted <= set(found[:5]):
            missed.append(f"{line['requete']} → {found[:3]}")
        first += bool(found) and found[0] in wanted
    share = 1 - len(missed) / len(lines)
    print(
        f"\n{len(lines)} searches: {share:.1%} in the first five, {first / len(lines):.1%} first; missed: {missed}"
    )
    assert share >= PLANCHER
