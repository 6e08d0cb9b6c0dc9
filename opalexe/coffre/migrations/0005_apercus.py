"""Previews of files that browsers do not show."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('coffre', '0004_vues_de_droits'),
    ]

    operations = [
        migrations.CreateModel(
            name='Apercu',
            fields=[
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='apercu', serialize=False, to='coffre.fichier')),
                ('etat', models.CharField(choices=[('attente', 'En préparation'), ('pret', 'Prêt'), ('impossible', 'Impossible')], default='attente', max_length=10)),
                ('essais', models.PositiveSmallIntegerField(default=0, help_text='Attempts begun: a worker may die in one.')),
                ('demande_le', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('fini_le', models.DateTimeField(null=True)),
                ('fichier', models.ForeignKey(help_text='The PDF made.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='coffre.fichier')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('etat', 'pret'), ('fichier__isnull', False), ('fini_le__isnull', False)), models.Q(('etat', 'impossible'), ('fichier__isnull', True), ('fini_le__isnull', False)), models.Q(('etat', 'attente'), ('fichier__isnull', True), ('fini_le__isnull', True)), _connector='OR'), name='apercu_pret_avec_fichier')],
            },
        ),
    ]
