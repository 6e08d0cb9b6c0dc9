from django.db import migrations, models

from opalexe.socle.texte import normaliser


def remplir(apps, _editor):
    for fiche in apps.get_model("annuaire", "FicheExpert").objects.select_related("compte"):
        fiche.cle_nom = f" {normaliser(fiche.compte.nom)}"
        fiche.cle_prenom = f" {normaliser(fiche.compte.prenom)}"
        fiche.save(update_fields=["cle_nom", "cle_prenom"])


class Migration(migrations.Migration):

    dependencies = [
        ("annuaire", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="ficheexpert",
            name="cle_nom",
            field=models.CharField(default="", editable=False, help_text="Normalised, a space before each word.", max_length=210),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="ficheexpert",
            name="cle_prenom",
            field=models.CharField(default="", editable=False, help_text="Likewise.", max_length=210),
            preserve_default=False,
        ),
        migrations.RunPython(remplir, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="ficheexpert",
            constraint=models.CheckConstraint(
                condition=models.Q(("cle_nom", ""), _negated=True), name="fiche_cherchable"
            ),
        ),
    ]
